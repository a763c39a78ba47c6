using System.Reflection;
using Butler.Core.Relays;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Udp;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Service;

/// <summary>How the relay is, put together from its parts.</summary>
internal sealed partial class RelayStatus(
    RelayOptions.RelaySection relay,
    RelayCounts counts,
    DatagramJournal journal,
    Forwarder forwarder,
    KernelDrops drops,
    CommandService? commands,
    TimeProvider time,
    ILogger<RelayStatus> logger)
{
    private static readonly string Version =
        typeof(RelayStatus).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private readonly DateTimeOffset started = time.GetUtcNow();
    private long refusedBefore;
    private long dropsBefore;

    /// <summary>Datagrams without content.</summary>
    public long Empty => counts.Empty;

    /// <summary>The heartbeat of this moment.</summary>
    public Heartbeat Heartbeat()
    {
        ReadDrops();
        var waiting = journal.Waiting;
        var heartbeat = new Heartbeat
        {
            Site = relay.Site,
            Relay = relay.Name,
            Environment = relay.Environment,
            Version = Version,
            Started = started,
            Time = time.GetUtcNow(),
            Capabilities = commands?.Capabilities ?? [],
            Counters = new RelayCounters
            {
                Received = counts.Received,
                Accepted = counts.Accepted,
                Refused = counts.Refused,
                Unparsed = counts.Unparsed,
                KernelDrops = counts.KernelDrops,
                Forwarded = counts.Forwarded,
                Rejected = counts.Rejected,
                Damaged = journal.Damaged,
                Waiting = waiting,
                OldestWaiting = waiting > 0 ? forwarder.OldestWaiting : null,
            },
        };
        return heartbeat with { Warnings = [.. Warnings(heartbeat.Counters)] };
    }

    private IEnumerable<string> Warnings(RelayCounters now)
    {
        if (now.Refused > refusedBefore)
        {
            yield return $"{now.Refused - refusedBefore} datagrams were refused since the last heartbeat: the journal was full or did not keep up";
        }

        if (now.KernelDrops > dropsBefore)
        {
            yield return $"the kernel dropped {now.KernelDrops - dropsBefore} datagrams since the last heartbeat: raise net.core.rmem_max";
        }

        if (now.Rejected > 0)
        {
            yield return $"{now.Rejected} events were set aside because Service Bus will never take them: see the directory rejected";
        }

        if (now.Damaged > 0)
        {
            yield return $"{now.Damaged} datagrams in the journal were damaged on disk";
        }

        if (forwarder.Warning is { } problem)
        {
            yield return problem;
        }

        if (commands?.Warning is { } commandProblem)
        {
            yield return commandProblem;
        }

        (refusedBefore, dropsBefore) = (now.Refused, now.KernelDrops);
    }

    private void ReadDrops()
    {
        if (drops.Read() is not { } now)
        {
            return;
        }

        if (now > counts.KernelDrops)
        {
            Log.KernelDropped(logger, now - counts.KernelDrops, now);
        }

        counts.SetKernelDrops(now);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The kernel DROPPED {New} datagrams because the socket's buffer was full ({Total} since the start); set net.core.rmem_max to 8388608 or more")]
        public static partial void KernelDropped(ILogger logger, long @new, long total);
    }
}
