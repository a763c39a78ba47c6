using Microsoft.Extensions.Configuration;

namespace Butler.Core.Telemetry;

/// <summary>Lets OpenTelemetry, which reads its variables from the configuration, read them from the given environment.</summary>
internal sealed class EnvironmentLookup(Func<string, string?> environment) : ConfigurationProvider, IConfigurationSource
{
    public override bool TryGet(string key, out string? value) => (value = environment(key)) is not null;

    IConfigurationProvider IConfigurationSource.Build(IConfigurationBuilder builder) => this;
}
