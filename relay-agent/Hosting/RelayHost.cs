using System.Net;
using Butler.Core.Azure.ServiceBus;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Secrets;
using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Udp;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Hosting;

/// <summary>Puts the relay together and takes it apart in the right order.</summary>
internal sealed partial class RelayHost : IDisposable
{
    private readonly RelayOptions options;
    private readonly IServiceBus serviceBus;
    private readonly IQrs? qrs;
    private readonly IEngine? engine;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly ILoggerFactory logs;
    private readonly ILogger logger;
    private readonly JournalDirectory directory;
    private readonly HandOver handOver = new();
    private readonly RelayFailure failure = new();
    private readonly AllowedSources? sources;
    private readonly Mirror? mirror;
    private readonly UdpListener listener;
    private readonly SenseAccess? sense;
    private readonly Redaction redaction;

    /// <summary>Takes the journal's directory and the port, and listens: datagrams are taken from now on.</summary>
    /// <exception cref="IOException">The journal's directory cannot be used.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port cannot be used.</exception>
    public RelayHost(RelayOptions options, IServiceBus serviceBus, TimeProvider time, Random random, ILoggerFactory logs, IQrs? qrs = null, IEngine? engine = null)
    {
        this.qrs = qrs;
        this.engine = engine;
        this.options = options;
        redaction = new Redaction(options.ScriptLog.Redact);
        this.serviceBus = serviceBus;
        this.time = time;
        this.random = random;
        this.logs = logs;
        logger = logs.CreateLogger<RelayHost>();
        directory = JournalDirectory.Take(options.Journal.Directory);
        try
        {
            sources = options.Udp.AllowedSources is { } rules
                ? new AllowedSources(rules, Dns.GetHostAddressesAsync, time, logs.CreateLogger<AllowedSources>())
                : null;
            mirror = options.Udp.Mirror is { } receivers ? new Mirror(receivers, Counts, time, logs.CreateLogger<Mirror>()) : null;
            listener = new UdpListener(
                options.Udp.Listen, handOver, Counts, time, logs.CreateLogger<UdpListener>(), NewIntake(), mirror, failure);
        }
        catch
        {
            directory.Dispose();
            throw;
        }

        listener.Start();
        sense = SenseAccess.Of(options, redaction, time, random, logs);
    }

    /// <summary>Where it listens.</summary>
    public ListenAddress Address => listener.Address;

    /// <summary>What was counted.</summary>
    public RelayCounts Counts { get; } = new();

    /// <summary>
    /// Runs until it is told to stop, then brings what was received safely to disk. The loops start themselves again when they
    /// fail; a fault of the listener, the journal's threads, or a part that does not move any more ends the relay.
    /// </summary>
    /// <exception cref="IOException">The journal cannot be opened.</exception>
    /// <exception cref="RelayFailedException">A part has failed for good: the process must be started again.</exception>
    /// <param name="supervisor">The service manager, which is told that the relay is alive.</param>
    /// <param name="stopping">Tells it to stop.</param>
    public async Task RunAsync(ISupervisor supervisor, CancellationToken stopping)
    {
        using var journal = DatagramJournal.Open(
            directory, JournalLimits.Of(options.Journal.MaxSize), random, logs.CreateLogger<DatagramJournal>());
        Log.Opened(logger, directory.Path, journal.Waiting);
        using var writer = new JournalWriter(journal, handOver, Counts, time, logs.CreateLogger<JournalWriter>(), failure);
        using var syncer = new JournalSyncer(journal, options.Journal.Fsync, time, logs.CreateLogger<JournalSyncer>(), failure);
        var forwarder = NewForwarder(journal);
        await using var brokers = new MqttBrokers(Brokers(), StartTaskByMqtt(), time, random, logs);
        using var commands = options.Commands.Key is null
            ? null
            : CommandService.Open(options, serviceBus, qrs ?? sense?.Qrs, engine ?? sense?.Engine, brokers, time, random, logs);
        LoopRunner? runner = null;
        var status = new RelayStatus(options, Counts, journal, forwarder, listener.Drops, time, logs.CreateLogger<RelayStatus>())
        {
            Capabilities = [.. sense?.Capabilities ?? [], .. commands?.Capabilities ?? []],
            MoreWarnings = () => [.. runner!.Warnings, .. sense?.Warnings() ?? [], .. commands?.Warning is { } warning ? [warning] : (string[])[]],
        };
        ILoop?[] loops =
        [
            forwarder,
            new HeartbeatSender(status, serviceBus, time, logs.CreateLogger<HeartbeatSender>()),
            sense?.Reconciler(directory.Path, handOver),
            commands?.Loop,
            new StatusFile(directory.Path, status, time, logs.CreateLogger<StatusFile>()),
            brokers.Subscribes ? brokers : null,
            sources is { HasNames: true } ? sources : null,
            mirror,
        ];
        ILoop[] running = [.. loops.OfType<ILoop>()];
        var liveness = new Liveness(Counts, [.. running.Select(loop => loop.Progress), listener.Progress, syncer.Progress], time);
        var watchdog = new Watchdog(liveness, supervisor, failure, time, logs.CreateLogger<Watchdog>());
        runner = new LoopRunner([.. running, watchdog], failure, Counts, time, random, logs.CreateLogger<LoopRunner>());
        try
        {
            // Not sooner: a thread that was started must be stopped, whatever is thrown above.
            writer.Start();
            syncer.Start();
            using var closing = stopping.Register(listener.BeginStop);
            await runner.RunAsync(stopping);
        }
        finally
        {
            listener.Stop();
            writer.Stop();
            syncer.Stop();
            Log.Stopped(logger, journal.Waiting);
        }
    }

    public void Dispose()
    {
        sense?.Dispose();
        listener.Dispose();
        mirror?.Dispose();
        directory.Dispose();
    }

    private BrokerOptions Brokers() => new() { Relay = options.Relay, Mqtt = options.Mqtt, Brokers = options.Commands.Brokers() };

    private IStartTaskByMqtt StartTaskByMqtt() => (qrs ?? sense?.Qrs) is { } repository
        ? new StartTaskByRules(new TaskSwitch(repository, new TaskRules(options.Commands.StartTask)), logs.CreateLogger<StartTaskByRules>())
        : new NoStartRules(logs.CreateLogger<NoStartRules>());

    private Intake? NewIntake()
    {
        var rates = options.Udp.RateLimit is { } limit ? new SourceRates(limit, time) : null;
        return sources is null && rates is null && options.Udp.MaxSize is null
            ? null
            : new Intake(sources, rates, options.Udp.MaxSize ?? RecordFormat.MaxDatagram, Counts, time, logs.CreateLogger<Intake>());
    }

    private Forwarder NewForwarder(DatagramJournal journal)
    {
        var zone = options.Udp.TimeZone ?? time.LocalTimeZone;
        var skew = new ClockSkew(options.Udp.MaxSkew, time, logs.CreateLogger<ClockSkew>());
        var encoding = new SenseEncoding(options.Udp.Encoding);
        var events = new SenseEvents(options.Relay.Site, options.Relay.Name, options.Relay.Environment, new SenseClock(zone), redaction, encoding, skew);
        return new Forwarder(
            journal, events, sense?.Enricher ?? new NoEnricher(), serviceBus, new RejectedStore(directory.Path), Counts, time, random, logs.CreateLogger<Forwarder>(),
            new UnparsedNotice(redaction, time, logs.CreateLogger<UnparsedNotice>()));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The journal in {Directory} is open; {Waiting} datagrams wait in it")]
        public static partial void Opened(ILogger logger, string directory, long waiting);

        [LoggerMessage(2, LogLevel.Information, "The relay has stopped; {Waiting} datagrams wait in the journal for the next start")]
        public static partial void Stopped(ILogger logger, long waiting);
    }
}
