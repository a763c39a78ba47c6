using Butler.Cli.Send;
using Butler.Local.QlikCloud;

namespace Butler.Cli.Up;

/// <summary>The settings with which the function app uses the simulated Qlik Cloud.</summary>
/// <param name="data">The data directory, which keeps the secrets.</param>
/// <param name="environment">The environment, whose own secrets are used where it has them.</param>
internal sealed class CloudSettings(DataDirectory data, Func<string, string?> environment)
{
    /// <summary>The address that stands for those of all tenants.</summary>
    public const string AddressVariable = "BUTLER_QLIK_CLOUD";

    /// <summary>The variable with the API key of the tenants.</summary>
    public const string ApiKeyVariable = "QLIK_API_KEY";
    private const string SecretKey = "qlik-webhook";
    private const string ApiKey = "qlik-api";

    /// <summary>The file with the webhook's secret; null if the environment has the secret.</summary>
    public string? SecretFile => Has(CloudCall.SecretVariable) ? null : data.KeyFile(SecretKey);

    /// <summary>The file with the API key in a data directory.</summary>
    public static string ApiKeyFile(string directory) => Path.Combine(directory, $"{ApiKey}.key");

    /// <summary>The settings. Secrets of the environment are not among them, because the function app inherits them.</summary>
    public IReadOnlyDictionary<string, string> Of(QlikCloudSimulator simulator)
    {
        var settings = new Dictionary<string, string> { [AddressVariable] = simulator.Address.AbsoluteUri };
        Add(settings, CloudCall.SecretVariable, SecretKey);
        Add(settings, ApiKeyVariable, ApiKey);
        return settings;
    }

    private void Add(Dictionary<string, string> settings, string variable, string key)
    {
        if (!Has(variable))
        {
            settings[variable] = data.Key(key);
        }
    }

    private bool Has(string variable) => environment(variable) is { Length: > 0 };
}
