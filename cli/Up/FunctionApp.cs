using Butler.Functions.Delivering;

namespace Butler.Cli.Up;

/// <summary>The function app as a part of <c>butler up</c>: its settings.</summary>
internal static class FunctionApp
{
    /// <summary>The app setting that names butler.yaml.</summary>
    public const string ConfigVariable = "BUTLER_CONFIG";

    public static IReadOnlyDictionary<string, string> Settings(
        UpOptions options, string serviceBus, string storage, string http, string masterKey, string totalsFile)
    {
        var settings = new Dictionary<string, string>
        {
            ["ServiceBus"] = serviceBus,
            ["AzureWebJobsStorage"] = storage,
            ["BUTLER_PUBLIC_URL"] = http,
            ["BUTLER_COMMAND_KEY"] = masterKey,
            ["BUTLER_LOG_LEVEL"] = options.LogLevel,
            [DeliveryTotalsFile.Variable] = totalsFile,
        };
        if ((options.Config ?? Environment.GetEnvironmentVariable(ConfigVariable)) is { Length: > 0 } config)
        {
            settings[ConfigVariable] = config;
        }

        return settings;
    }
}
