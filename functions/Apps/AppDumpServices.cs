using Butler.Core.LoadScripts.Apps;

namespace Butler.Functions.Apps;

internal static class AppDumpServices
{
    /// <summary>Adds the descriptions of apps.</summary>
    public static IServiceCollection AddAppDumps(this IServiceCollection services) => services
        .AddSingleton<DumpBlobs>()
        .AddSingleton<IAppDumps, AppDumps>();
}
