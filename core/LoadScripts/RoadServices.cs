using Butler.Core.Api;
using Butler.Core.LoadScripts.Apps;
using Butler.Core.LoadScripts.Files;
using Butler.Core.LoadScripts.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.Core.LoadScripts;

/// <summary>Registers the requests that a relay executes.</summary>
public static class RoadServices
{
    /// <summary>
    /// Adds tasks, apps and files. It needs an <see cref="ICommandRoad"/>, an <see cref="IKeyValueWriter"/> and an <see cref="IAppDumps"/>.
    /// </summary>
    public static IServiceCollection AddRelayRequests(this IServiceCollection services) => services
        .AddSingleton<Executions>()
        .AddRoutes<TaskApi>()
        .AddRoutes<ReloadApi>()
        .AddRoutes<AppListApi>()
        .AddRoutes<AppDumpApi>()
        .AddRoutes<FileApi>()
        .AddRoutes<FolderApi>();
}
