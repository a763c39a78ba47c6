using Butler.Core.ServiceBus;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Engine;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Udp;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Service;

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
    private readonly UdpListener listener;

    /// <summary>Takes the journal's directory and the port, and listens: datagrams are taken from now on.</summary>
    /// <exception cref="IOException">The journal's directory cannot be used.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port cannot be used.</exception>
    public RelayHost(RelayOptions options, IServiceBus serviceBus, TimeProvider time, Random random, ILoggerFactory logs, IQrs? qrs = null, IEngine? engine = null)
    {
        this.qrs = qrs;
        this.engine = engine;
        this.options = options;
        this.serviceBus = serviceBus;
        this.time = time;
        this.random = random;
        this.logs = logs;
        logger = logs.CreateLogger<RelayHost>();
        directory = JournalDirectory.Take(options.Journal.Directory);
        try
        {
            listener = new UdpListener(options.Udp.Listen, handOver, Counts, time, logs.CreateLogger<UdpListener>());
        }
        catch
        {
            directory.Dispose();
            throw;
        }

        listener.Start();
    }

    /// <summary>Where it listens.</summary>
    public ListenAddress Address => listener.Address;

    /// <summary>What was counted.</summary>
    public RelayCounts Counts { get; } = new();

    /// <summary>Works until it is told to stop, then brings what was received safely to disk.</summary>
    /// <exception cref="IOException">The journal cannot be opened.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var journal = DatagramJournal.Open(
            directory, JournalLimits.Of(options.Journal.MaxSize), random, logs.CreateLogger<DatagramJournal>());
        Log.Opened(logger, directory.Path, journal.Waiting);
        using var writer = new JournalWriter(journal, handOver, Counts, time, logs.CreateLogger<JournalWriter>());
        using var syncer = new JournalSyncer(journal, options.Journal.Fsync, time, logs.CreateLogger<JournalSyncer>());
        writer.Start();
        syncer.Start();

        var forwarder = NewForwarder(journal);
        using var commands = options.Commands.Key is null ? null : CommandService.Open(options, serviceBus, qrs, engine, time, random, logs);
        var status = new RelayStatus(options.Relay, Counts, journal, forwarder, listener.Drops, commands, time, logs.CreateLogger<RelayStatus>());
        var heartbeats = new HeartbeatSender(status, serviceBus, time, logs.CreateLogger<HeartbeatSender>());
        try
        {
            await Task.WhenAll(forwarder.RunAsync(stopping), heartbeats.RunAsync(stopping), commands?.RunAsync(stopping) ?? Task.CompletedTask);
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
        listener.Dispose();
        directory.Dispose();
    }

    private Forwarder NewForwarder(DatagramJournal journal)
    {
        var zone = options.Udp.TimeZone ?? time.LocalTimeZone;
        var events = new SenseEvents(options.Relay.Site, options.Relay.Name, options.Relay.Environment, new SenseClock(zone));
        return new Forwarder(
            journal, events, serviceBus, new RejectedStore(directory.Path), Counts, time, random, logs.CreateLogger<Forwarder>());
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The journal in {Directory} is open; {Waiting} datagrams wait in it")]
        public static partial void Opened(ILogger logger, string directory, long waiting);

        [LoggerMessage(2, LogLevel.Information, "The relay has stopped; {Waiting} datagrams wait in the journal for the next start")]
        public static partial void Stopped(ILogger logger, long waiting);
    }
}
