using System.Diagnostics;
using System.Diagnostics.Metrics;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.Core.SelfReports;
using Butler.Core.Telemetry;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Self;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.RelayAgent.Tests.Journal;
using Butler.RelayAgent.Udp;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Self;

/// <summary>The parts of a relay that its reports of itself read, with a clock that the test moves.</summary>
internal sealed class SelfBench : IDisposable
{
    private const long JournalBytes = 4_000_000;

    private readonly System.Net.Sockets.Socket socket = UdpSocket.Bind(new ListenAddress(System.Net.IPAddress.Loopback, 0));
    private readonly ActivitySource source = new(TelemetryNames.Source);
    private readonly Meter meter = new(TelemetryNames.Source);
    private readonly JournalRun run = new(new CrashDisk(), new JournalLimits(JournalBytes, 1_000_000));
    private readonly HandOver handOver = new();
    private readonly JournalReader reader;
    private readonly RelayIdentity relay = new() { Site = "main", Name = "relay1", Environment = "prod" };
    private readonly SenseEvents made = new("main", "relay1", null, new SenseClock(TimeZoneInfo.Utc), Redaction.None);

    public SelfBench()
    {
        reader = new JournalReader(run.Journal);
        Writer = new JournalWriter(run.Journal, handOver, Counts, TimeProvider.System, NullLogger<JournalWriter>.Instance);
        Writer.Start();
        Forwarder = new Forwarder(
            run.Journal, made, new NoEnricher(), Bus, new RejectedStore("."), Counts, new ForwardingTelemetry(source, meter, Time, Times),
            Time, new Random(1), NullLogger<Forwarder>.Instance);
        var udp = new UdpOptions { MaxSize = 1000 };
        Status = new RelayStatus(
            relay, udp, Counts, run.Journal, Forwarder, new KernelDrops(socket), [], [], [], Time, NullLogger<RelayStatus>.Instance);
        Heartbeats = new HeartbeatSender(Status, Bus, Time, NullLogger<HeartbeatSender>.Instance);
    }

    public FakeTime Time { get; } = new();

    public FakeServiceBus Bus { get; } = new();

    public RelayCounts Counts { get; } = new();

    public ForwardTimes Times { get; } = new();

    public JournalWriter Writer { get; }

    public Forwarder Forwarder { get; }

    public RelayStatus Status { get; }

    public HeartbeatSender Heartbeats { get; }

    public RecordingLogger<MetricsLoop> MetricsLog { get; } = new();

    public RecordingLogger<PingLoop> PingLog { get; } = new();

    public JournalCondition JournalCondition => new(Writer, run.Journal, new JournalOptions { MaxSize = JournalBytes }, Counts);

    /// <summary>A new loop, as after a restart.</summary>
    public MetricsLoop Metrics(TimeSpan every) => new(
        new SelfMetricsOptions { Every = every }, relay,
        new RelayFigures(Status, run.Journal, new JournalOptions { MaxSize = JournalBytes }, Forwarder, Times),
        new OwnRecords(handOver, Time), () => new ProcessMemory(12_345_678, 23_456_789, 3_456_789, 98_765_432), Time, MetricsLog);

    public PingLoop Ping(PingOptions options, PingClient client, PingState state, params ICondition[] conditions) =>
        new(options, client, state, conditions, relay, Time, PingLog);

    public void Append(params string[] datagrams) => run.Append(datagrams);

    public void EndJournal() => handOver.End();

    /// <summary>The events that were raised since the last call, as they are sent to Service Bus.</summary>
    public List<CloudEvent> Raised()
    {
        var records = new List<JournalRecord>();
        reader.Read(records, 100);
        return [.. records.Where(OwnRecords.Has).Select(record => CloudEvent.Decode(made.Make(record).Encoded))];
    }

    public void Dispose()
    {
        handOver.End();
        Writer.Dispose();
        reader.Dispose();
        run.Dispose();
        meter.Dispose();
        source.Dispose();
        socket.Dispose();
    }
}
