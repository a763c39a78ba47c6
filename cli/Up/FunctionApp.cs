using Butler.Functions.Delivering;

namespace Butler.Cli.Up;

/// <summary>The function app as a part of <c>butler up</c>: its settings.</summary>
internal static class FunctionApp
{
    /// <summary>The app setting that names butler.yaml.</summary>
    public const string ConfigVariable = "BUTLER_CONFIG";

    /// <summary>The butler.yaml that the user names; null for the default one.</summary>
    public static string? GivenConfiguration(UpOptions options) =>
        (options.Config ?? Environment.GetEnvironmentVariable(ConfigVariable)) is { Length: > 0 } config ? config : null;

    /// <param name="options">The options.</param>
    /// <param name="config">butler.yaml; null for the shipped one.</param>
    /// <param name="serviceBus">The connection string of Service Bus.</param>
    /// <param name="storage">The connection string of the tables and blobs.</param>
    /// <param name="http">The app's own address.</param>
    /// <param name="masterKey">The key of commands.</param>
    /// <param name="totalsFile">Where the app writes its totals.</param>
    /// <param name="cloud">The settings for Qlik Cloud.</param>
    public static IReadOnlyDictionary<string, string> Settings(
        UpOptions options, string? config, string serviceBus, string storage, string http, string masterKey, string totalsFile,
        IReadOnlyDictionary<string, string> cloud)
    {
        var settings = new Dictionary<string, string>(cloud)
        {
            ["ServiceBus"] = serviceBus,
            ["AzureWebJobsStorage"] = storage,
            ["BUTLER_PUBLIC_URL"] = http,
            ["BUTLER_COMMAND_KEY"] = masterKey,
            ["BUTLER_LOG_LEVEL"] = options.LogLevel,
            [DeliveryTotalsFile.Variable] = totalsFile,
        };
        if (config is not null)
        {
            settings[ConfigVariable] = config;
        }

        return settings;
    }
}
