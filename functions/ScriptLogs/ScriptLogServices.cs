using Butler.Core.Commands;

namespace Butler.Functions.ScriptLogs;

internal static class ScriptLogServices
{
    /// <summary>Adds the store of whole script logs, the links to them and their retention.</summary>
    public static IServiceCollection AddScriptLogs(
        this IServiceCollection services, MasterKey? master, string? keyProblem, Uri? address) => services
        .AddSingleton(new ScriptLogLinks(master, keyProblem, address))
        .AddSingleton<ScriptLogContainer>()
        .AddSingleton<ScriptLogBlobs>()
        .AddSingleton<OldScriptLogs>()
        .AddSingleton<ScriptLogPage>()
        .AddSingleton<ScriptLogRetention>()
        .AddSingleton<IScriptLogStore, BlobScriptLogStore>();
}
