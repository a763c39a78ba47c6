using Butler.Core.LoadScripts.Apps;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Apps;

/// <summary>Apps over HTTP. Lists and descriptions have two paths each, as in Butler.</summary>
internal sealed class AppFunctions(ReloadApi reloads, AppListApi lists, AppDumpApi dumps)
{
    /// <summary>PUT reloads an app.</summary>
    [Function("AppsReload")]
    public Task ReloadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", "post", Route = "v4/app/{appId}/reload")] HttpRequest request) =>
        reloads.Reload.RunAsync(request.HttpContext);

    /// <summary>GET lists the apps.</summary>
    [Function("AppsList")]
    public Task ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/apps/list")] HttpRequest request) =>
        lists.List.RunAsync(request.HttpContext);

    /// <summary>GET lists the apps.</summary>
    [Function("AppsListOld")]
    public Task OldListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/senselistapps")] HttpRequest request) =>
        lists.OldList.RunAsync(request.HttpContext);

    /// <summary>GET describes an app.</summary>
    [Function("AppsDump")]
    public Task DumpAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/app/{appId}/dump")] HttpRequest request) =>
        dumps.Dump.RunAsync(request.HttpContext);

    /// <summary>GET describes an app.</summary>
    [Function("AppsDumpOld")]
    public Task OldDumpAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/senseappdump/{appId}")] HttpRequest request) =>
        dumps.OldDump.RunAsync(request.HttpContext);
}
