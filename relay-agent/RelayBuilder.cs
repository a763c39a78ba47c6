using System.Diagnostics.CodeAnalysis;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.ServiceBus.Amqp;
using Butler.Core.Secrets;
using Butler.RelayAgent.Api;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Hosting;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.LicenseRelease;
using Butler.RelayAgent.Logging;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Monitors;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Self;
using Butler.RelayAgent.Sense;
using Butler.RelayAgent.Telemetry;
using Butler.RelayAgent.Udp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butler.RelayAgent;

/// <summary>Builds the relay's host.</summary>
internal static class RelayBuilder
{
    /// <summary>Builds the host for the options.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="environment">Reads environment variables of the service manager and the parent process.</param>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The only place that provides the process's random numbers.")]
    public static HostApplicationBuilder Create(RelayOptions options, Func<string, string?> environment)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Random.Shared);
        services.AddSingleton(options.Relay);
        services.AddSingleton(new Capabilities(RelayCapabilities.Of(options)));
        services.AddSingleton(new Redaction(options.ScriptLog.Redact));
        services.AddSingleton<RelayCounts>();
        services.AddSingleton<ForwardTimes>();
        if (options.Proxy is { } proxy)
        {
            services.AddSingleton(proxy.Create());
        }

        services.AddSingleton<IServiceBus>(_ => Bus(options));
        services.AddRelayLogging(options.Log);
        services.AddRelayHosting(environment);
        services.AddSystemdNotices(environment);
        services.AddLoops();
        services.AddJournal(options.Journal);
        services.AddUdp(options.Udp);
        services.AddSenseEvents(options.Udp);
        services.AddSense(options.Qrs, options.Engine, options.ScriptLog, options.Reconcile);
        services.AddMonitors(options.Monitors);
        services.AddLicenseRelease(options.LicenseRelease);
        services.AddForwarding();
        services.AddMqtt(options.Mqtt, options.Commands.Brokers());
        services.AddCommands(options.Commands, options.Journal, OwnPaths.Of(options), options.Shown, withApi: options.Api is not null);
        services.AddRelayApi(options.Api);
        services.AddHealth();
        services.AddSelf(options.Self);
        builder.AddRelayTelemetry(options.Relay, environment);
        return builder;
    }

    /// <summary>The relay's loops retry by themselves, and count what they retry.</summary>
    private static AmqpServiceBus Bus(RelayOptions options) => new(
        options.ServiceBus.Connection,
        new AmqpOptions
        {
            Retries = 0,
            WebSockets = options.ServiceBus.Transport == ServiceBusTransport.WebSockets,
            Proxy = options.Proxy?.Create(),
        });
}
