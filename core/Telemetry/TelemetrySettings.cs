namespace Butler.Core.Telemetry;

/// <summary>Which signals are exported where, from the standard environment variables of OpenTelemetry and Azure Monitor.</summary>
public sealed record TelemetrySettings
{
    /// <summary>The variable with the connection string of Azure Monitor.</summary>
    public const string AzureMonitorVariable = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>
    /// How a component without local authentication is reached: <c>Authorization=AAD</c>, with <c>;ClientId=...</c> for a user-assigned
    /// identity. The Functions host reads the same variable.
    /// </summary>
    public const string AzureMonitorAuthenticationVariable = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    private const string OtlpPrefix = "OTEL_EXPORTER_OTLP_";

    /// <summary>Whether traces are exported by OTLP.</summary>
    public bool Traces { get; private init; }

    /// <summary>Whether metrics are exported by OTLP.</summary>
    public bool Metrics { get; private init; }

    /// <summary>Whether traces and metrics are exported to Azure Monitor.</summary>
    public bool AzureMonitor { get; private init; }

    /// <summary>A fault of a variable, which is ignored then; null without one. It shows no value.</summary>
    public string? Problem { get; private init; }

    /// <summary>Whether anything is exported.</summary>
    public bool IsOn => Traces || Metrics || AzureMonitor;

    /// <summary>Reads the variables. A wrong value must not stop a program, so it turns off what it is for.</summary>
    /// <param name="environment">Reads a variable.</param>
    public static TelemetrySettings Read(Func<string, string?> environment)
    {
        if (string.Equals(environment("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return new TelemetrySettings();
        }

        var problems = new List<string>();
        return new TelemetrySettings
        {
            Traces = IsOtlp("TRACES", environment, problems),
            Metrics = IsOtlp("METRICS", environment, problems),
            AzureMonitor = IsAzureMonitor(environment, problems),
            Problem = problems is [] ? null : string.Join("; ", problems.Distinct()),
        };
    }

    /// <summary>The value of a variable that is for one signal only; null when the variable is not set.</summary>
    /// <param name="environment">Reads a variable.</param>
    /// <param name="signal"><c>TRACES</c> or <c>METRICS</c>.</param>
    /// <param name="name">The end of the variable's name, such as <c>ENDPOINT</c>.</param>
    internal static string? Own(Func<string, string?> environment, string signal, string name) =>
        environment($"{OtlpPrefix}{signal}_{name}") is { Length: > 0 } value ? value : null;

    /// <summary>
    /// The identity that Azure Monitor is used with: null without one; its client id is null for the system-assigned identity.
    /// </summary>
    /// <param name="environment">Reads a variable.</param>
    internal static AzureMonitorIdentity? Identity(Func<string, string?> environment)
    {
        var parts = (environment(AzureMonitorAuthenticationVariable) ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(part => part.Length == 2)
            .ToLookup(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        return parts["Authorization"].Contains("AAD", StringComparer.OrdinalIgnoreCase)
            ? new AzureMonitorIdentity(parts["ClientId"].FirstOrDefault(id => id.Length > 0))
            : null;
    }

    private static bool IsOtlp(string signal, Func<string, string?> environment, List<string> problems)
    {
        if (string.Equals(environment($"OTEL_{signal}_EXPORTER"), "none", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var (name, value) = Own(environment, signal, "ENDPOINT") is { } own
            ? ($"{OtlpPrefix}{signal}_ENDPOINT", own)
            : ($"{OtlpPrefix}ENDPOINT", environment($"{OtlpPrefix}ENDPOINT"));
        if (string.IsNullOrEmpty(value))
        {
            return false;
        }

        if (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return true;
        }

        problems.Add($"{name} is not an absolute http or https URL");
        return false;
    }

    private static bool IsAzureMonitor(Func<string, string?> environment, List<string> problems)
    {
        if (environment(AzureMonitorVariable) is not { Length: > 0 } connection)
        {
            return false;
        }

        if (connection.Split(';').Any(part => part.Split('=', 2) is [var key, var value]
            && key.Trim().Equals("InstrumentationKey", StringComparison.OrdinalIgnoreCase) && Guid.TryParse(value, out _)))
        {
            return true;
        }

        problems.Add($"{AzureMonitorVariable} has no InstrumentationKey");
        return false;
    }
}

/// <summary>An identity of Entra ID that may send telemetry.</summary>
/// <param name="ClientId">The client id of a user-assigned identity; null: the system-assigned identity.</param>
internal sealed record AzureMonitorIdentity(string? ClientId);
