namespace Butler.Core.Telemetry;

/// <summary>
/// The program in traces and metrics: resource attributes that <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> may override.
/// </summary>
/// <param name="Service">The name of the service, such as <c>butler-relay</c>.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Instance">The name of this instance, unique for the service.</param>
public sealed record TelemetryIdentity(string Service, string Version, string Instance)
{
    /// <summary>Further attributes, such as the site.</summary>
    public IReadOnlyDictionary<string, object> Attributes { get; init; } = new Dictionary<string, object>();
}
