using Butler.Core.Secrets;
using Butler.Core.Text;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.Reconcile;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.RelayAgent.Udp;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Sense;

internal static class SenseServices
{
    /// <summary>Adds the creation of events from datagrams.</summary>
    public static IServiceCollection AddSenseEvents(this IServiceCollection services, UdpOptions udp) => services
        .AddSingleton<OwnRecords>()
        .AddSingleton(_ => new SenseEncoding(udp.Encoding))
        .AddSingleton(provider => new SenseClock(udp.TimeZone ?? provider.GetRequiredService<TimeProvider>().LocalTimeZone))
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<ClockSkew>(provider, udp.MaxSkew))
        .AddSingleton(provider =>
        {
            var relay = provider.GetRequiredService<RelayIdentity>();
            return new SenseEvents(
                relay.Site,
                relay.Name,
                relay.Environment,
                provider.GetRequiredService<SenseClock>(),
                provider.GetRequiredService<Redaction>(),
                provider.GetRequiredService<SenseEncoding>(),
                provider.GetRequiredService<ClockSkew>());
        });

    /// <summary>Adds the clients of Sense's repository service and engine. They read and connect at their first use.</summary>
    /// <param name="services">The services.</param>
    /// <param name="qrs">The repository service; null when it is not used.</param>
    /// <param name="engine">The engine, with the same certificate; null when it is not used.</param>
    /// <param name="scriptLog">The script logs in events.</param>
    /// <param name="reconcile">The search for executions without a datagram; null: off.</param>
    public static IServiceCollection AddSense(
        this IServiceCollection services, QrsOptions? qrs, EngineOptions? engine, ScriptLogOptions scriptLog, ReconcileOptions? reconcile)
    {
        if (qrs is null)
        {
            return services.AddSingleton<IEnricher, NoEnricher>();
        }

        services.AddQrs(qrs).AddEnrichment(scriptLog).AddSingleton(new Capabilities(["qrs", "script-log"]));
        if (engine is not null)
        {
            services.AddSingleton<IEngine>(provider =>
            {
                var connection = provider.GetRequiredService<QrsConnection>();
                return new EngineClient(engine, () => connection.Get().Http, provider.GetRequiredService<TimeProvider>());
            });
        }

        return reconcile is null ? services : services.AddReconcile(reconcile);
    }

    /// <summary>Adds QRS: commands call it directly, and look-ups use a circuit that protects a service that does not answer.</summary>
    private static IServiceCollection AddQrs(this IServiceCollection services, QrsOptions options) => services
        .AddSingleton(options)
        .AddSingleton<QrsConnection>()
        .AddSingleton<QrsRestClient>()
        .AddSingleton<IQrs>(provider => provider.GetRequiredService<QrsRestClient>())
        .AddSingleton<IQrsFiles>(provider => provider.GetRequiredService<QrsRestClient>())
        .AddSingleton<QrsCircuit>()
        .AddSingleton<IWarningSource, CertificateNotice>()
        .AddSingleton<IWarningSource>(provider => provider.GetRequiredService<QrsCircuit>());

    private static IServiceCollection AddEnrichment(this IServiceCollection services, ScriptLogOptions scriptLog)
    {
        if (scriptLog.Store.Directory is not null)
        {
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ScriptLogStore>(provider, scriptLog.Store));
        }

        return services
            .AddSingleton(scriptLog)
            .AddSingleton<SeenEvents>()
            .AddSingleton<ExecutionMatch>()
            .AddSingleton<Executions>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<Lookups>(provider, provider.GetRequiredService<QrsCircuit>()))
            .AddSingleton(Download)
            .AddSingleton<ScriptLogTurns>()
            .AddSingleton<LookupPlan>()
            .AddSingleton<IEnricher, Enricher>();
    }

    private static ScriptLogDownload Download(IServiceProvider provider)
    {
        var circuit = provider.GetRequiredService<QrsCircuit>();
        var client = provider.GetRequiredService<QrsRestClient>();
        return new ScriptLogDownload(
            new(circuit, circuit),
            new(client, client),
            provider.GetRequiredService<ScriptLogOptions>(),
            provider.GetRequiredService<SenseEncoding>(),
            provider.GetRequiredService<Redaction>(),
            provider.GetService<ScriptLogStore>(),
            provider.GetRequiredService<TimeProvider>());
    }

    private static IServiceCollection AddReconcile(this IServiceCollection services, ReconcileOptions options) => services
        .AddSingleton(new Capabilities(["reconcile"]))
        .AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<ReconcileState>(provider, provider.GetRequiredService<JournalOptions>().Directory))
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<Reconciler>(
            provider, options, provider.GetRequiredService<RelayIdentity>().Site, provider.GetRequiredService<QrsCircuit>()))
        .AddLoop<Reconciler>();
}
