using Butler.Cli.Send;
using Butler.Local.QlikCloud;

namespace Butler.Cli.Up;

/// <summary>The settings with which the function app uses the simulated Qlik Cloud.</summary>
internal static class CloudSettings
{
    /// <summary>The address that stands for those of all tenants.</summary>
    public const string AddressVariable = "BUTLER_QLIK_CLOUD";

    private const string ApiKeyVariable = "QLIK_API_KEY";
    private const string SecretKey = "qlik-webhook";

    /// <summary>
    /// The file with the webhook's secret that <c>butler up</c> makes; null if the environment has one, which is then used.
    /// </summary>
    public static string? SecretFile(DataDirectory data)
    {
        if (Has(CloudCall.SecretVariable))
        {
            return null;
        }

        data.Key(SecretKey);
        return data.KeyFile(SecretKey);
    }

    /// <summary>The settings. Secrets that the environment has are not among them, because the function app inherits them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(QlikCloudSimulator simulator, DataDirectory data)
    {
        yield return new(AddressVariable, simulator.Address.AbsoluteUri);
        if (!Has(CloudCall.SecretVariable))
        {
            yield return new(CloudCall.SecretVariable, data.Key(SecretKey));
        }

        if (!Has(ApiKeyVariable))
        {
            yield return new(ApiKeyVariable, data.Key("qlik-api"));
        }
    }

    private static bool Has(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
