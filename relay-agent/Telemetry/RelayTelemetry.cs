using Butler.Core.Telemetry;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butler.RelayAgent.Telemetry;

internal static class RelayTelemetry
{
    private const string Service = "butler-relay";

    /// <summary>Adds traces and metrics, and their export if the environment says where.</summary>
    public static HostApplicationBuilder AddRelayTelemetry(
        this HostApplicationBuilder builder, RelayIdentity relay, Func<string, string?> environment)
    {
        builder.Services.AddInstrumentation();
        var settings = builder.AddTelemetryExport(environment, () => IdentityOf(relay));
        if (settings.IsOn || settings.Problem is not null)
        {
            builder.Services
                .AddSingleton(settings)
                .AddSingleton<RelayInstruments>()
                .AddHostedService<TelemetryStart>();
        }

        return builder;
    }

    private static TelemetryIdentity IdentityOf(RelayIdentity relay)
    {
        var attributes = new Dictionary<string, object>
        {
            [TelemetryNames.Site] = relay.Site,
            [TelemetryNames.Relay] = relay.Name,
        };
        if (relay.Environment is { } environment)
        {
            attributes["deployment.environment.name"] = environment;
        }

        return new TelemetryIdentity(Service, RelayStatus.Version, $"{relay.Site}/{relay.Name}") { Attributes = attributes };
    }
}
