using Butler.Core.Api;
using Butler.Core.LoadScripts.Apps;
using Butler.Core.LoadScripts.Files;
using Butler.Core.LoadScripts.Road;
using Butler.Core.LoadScripts.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.Core.LoadScripts;

/// <summary>Registers the requests that the function app and the relay both answer.</summary>
public static class SharedRequests
{
    /// <summary>
    /// Adds ping, number conversion, tasks, apps and files. It needs an <see cref="ICommandRoad"/>, an <see cref="IKeyValueWriter"/> and an
    /// <see cref="IAppDumps"/>.
    /// </summary>
    public static IServiceCollection AddSharedRequests(this IServiceCollection services) => services
        .AddRoutes<PingApi>()
        .AddRoutes<BaseConversionApi>()
        .AddSingleton<ExecutionWait>()
        .AddRoutes<TaskApi>()
        .AddRoutes<ReloadApi>()
        .AddRoutes<AppListApi>()
        .AddRoutes<AppDumpApi>()
        .AddRoutes<FileApi>()
        .AddRoutes<FolderApi>();
}
