using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Secrets;
using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.Reconcile;
using Butler.RelayAgent.Sense.ScriptLogs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Hosting;

/// <summary>All that asks Sense's repository service, put together. Nothing is read or connected before it is first used.</summary>
internal sealed class SenseAccess : IDisposable
{
    private readonly RelayOptions options;
    private readonly TimeProvider time;
    private readonly ILoggerFactory logs;
    private readonly QrsConnection connection;
    private readonly QrsCircuit circuit;
    private readonly CertificateNotice notice;
    private readonly Lookups lookups;
    private readonly SeenEvents seen = new();

    private SenseAccess(RelayOptions options, QrsOptions qrs, Redaction redaction, TimeProvider time, Random random, ILoggerFactory logs)
    {
        this.options = options;
        this.time = time;
        this.logs = logs;
        connection = new QrsConnection(qrs, time, logs.CreateLogger<QrsConnection>());
        var client = new QrsRestClient(qrs, connection, time, random);
        circuit = new QrsCircuit(client, client, time, logs.CreateLogger<QrsCircuit>());
        notice = new CertificateNotice(connection, time, logs.CreateLogger<CertificateNotice>());
        lookups = new Lookups(circuit, redaction, time);
        var store = options.ScriptLog.Store.Directory is null
            ? null
            : new ScriptLogStore(options.ScriptLog.Store, time, logs.CreateLogger<ScriptLogStore>());
        var plan = new LookupPlan(
            lookups,
            new Executions(lookups, new ExecutionMatch(time), time),
            new ScriptLogDownload(
                new(circuit, circuit), new(client, client), options.ScriptLog, new SenseEncoding(options.Udp.Encoding), redaction, store, time),
            new ScriptLogTurns(time),
            options.ScriptLog);
        Qrs = client;
        Enricher = new Enricher(plan, seen, time, logs.CreateLogger<Enricher>());
    }

    /// <summary>The repository service for whoever wants each call made: it has no memory of failures.</summary>
    public IQrs Qrs { get; }

    /// <summary>The engine, asked with the same certificate; null where the configuration has none.</summary>
    public IEngine? Engine => options.Engine is { } engine ? new EngineClient(engine, () => connection.Get().Http, time) : null;

    /// <summary>Adds what Sense knows to events.</summary>
    public IEnricher Enricher { get; }

    /// <summary>What it lets the relay do, for the heartbeat.</summary>
    public IReadOnlyList<string> Capabilities => options.Reconcile is null ? ["qrs", "script-log"] : ["qrs", "script-log", "reconcile"];

    /// <summary>The access, or null where the configuration has none.</summary>
    public static SenseAccess? Of(RelayOptions options, Redaction redaction, TimeProvider time, Random random, ILoggerFactory logs) =>
        options.Qrs is { } qrs ? new SenseAccess(options, qrs, redaction, time, random, logs) : null;

    /// <summary>What an operator should look at.</summary>
    public IEnumerable<string> Warnings() => new[] { notice.Warning(), circuit.Warning }.OfType<string>();

    /// <summary>Finds executions that no datagram told of; null where that is off.</summary>
    /// <param name="journalDirectory">Where its own small file goes.</param>
    /// <param name="handOver">The way to the journal.</param>
    public Reconciler? Reconciler(string journalDirectory, HandOver handOver) => options.Reconcile is { } reconcile
        ? new Reconciler(
            reconcile,
            options.Relay.Site,
            circuit,
            lookups,
            seen,
            new ReconcileState(journalDirectory, logs.CreateLogger<ReconcileState>()),
            new OwnRecords(handOver, time),
            time,
            logs.CreateLogger<Reconciler>())
        : null;

    public void Dispose() => connection.Dispose();
}
