using Butler.Cli.CommandLine;
using Butler.Cli.Programs;
using Butler.Local.Processes;

namespace Butler.Cli.Up;

/// <summary>The function app as a part of <c>butler up</c>: its settings, its configuration's check, and its app root.</summary>
internal static class FunctionApp
{
    /// <summary>The app setting that names butler.yaml.</summary>
    public const string ConfigVariable = "BUTLER_CONFIG";

    public static IReadOnlyDictionary<string, string> Settings(
        UpOptions options, string serviceBus, string storage, string http, string relay, string masterKey)
    {
        var settings = new Dictionary<string, string>
        {
            ["ServiceBus"] = serviceBus,
            ["AzureWebJobsStorage"] = storage,
            ["BUTLER_PUBLIC_URL"] = http,
            ["BUTLER_RELAYS"] = relay,
            ["BUTLER_COMMAND_KEY"] = masterKey,
            ["BUTLER_LOG_LEVEL"] = options.LogLevel,
        };
        if ((options.Config ?? Environment.GetEnvironmentVariable(ConfigVariable)) is { Length: > 0 } config)
        {
            settings[ConfigVariable] = config;
        }

        return settings;
    }

    /// <summary>Creates the directory that is deployed in Azure: host.json, and a folder for each function.</summary>
    /// <exception cref="RefusedCommandException">The function app could not export its functions.</exception>
    public static async Task ExportAsync(
        string directory, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        // Files of an older version would be used too.
        Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        var export = new ChildStart(Binaries.Functions, ["export", directory]) { Environment = settings };
        var result = await ShortCommand.RunAsync(export, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new RefusedCommandException(
                $"the function app could not export its functions (exit code {result.ExitCode}): {result.Error.Trim()}");
        }

        File.Copy(Binaries.HostJson, Path.Combine(directory, "host.json"), overwrite: true);
    }
}
