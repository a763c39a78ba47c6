using Butler.Core.Secrets;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.Reconcile;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.RelayAgent.Udp;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Tests.Sense.Support;

/// <summary>All that asks Sense, as the relay puts it together.</summary>
internal sealed class SenseAccess : IDisposable
{
    private readonly ServiceProvider provider;
    private string directory = "";
    private HandOver? handOver;

    public SenseAccess(ScriptLogOptions scriptLog, QrsOptions qrs, TimeProvider time, ReconcileOptions reconcile)
    {
        var services = new ServiceCollection();
        services.AddLogging()
            .AddSingleton(time)
            .AddSingleton(_ => new Random(1))
            .AddSingleton(new RelayIdentity { Site = "main", Name = "relay1" })
            .AddSingleton(new Redaction(scriptLog.Redact))
            .AddSenseEvents(new UdpOptions())
            .AddSingleton(_ => new JournalOptions { Directory = directory })
            .AddSingleton(_ => handOver!)
            .AddSense(qrs, engine: null, scriptLog, reconcile);
        provider = services.BuildServiceProvider();
    }

    public IEnricher Enricher => provider.GetRequiredService<IEnricher>();

    public IEnumerable<string> Warnings => provider.GetServices<IWarningSource>().SelectMany(source => source.Warnings);

    /// <summary>Finds executions that no datagram told of. To be asked once.</summary>
    /// <param name="folder">Where its own small file goes.</param>
    /// <param name="way">The way to the journal.</param>
    public Reconciler Reconciler(string folder, HandOver way)
    {
        (directory, handOver) = (folder, way);
        return provider.GetRequiredService<Reconciler>();
    }

    public void Dispose() => provider.Dispose();
}
