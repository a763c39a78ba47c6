using System.Reflection;
using Butler.Core.Commands;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Udp;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Health;

/// <summary>The status of the relay, collected from its parts.</summary>
internal sealed partial class RelayStatus(
    RelayIdentity relay,
    UdpOptions udp,
    RelayCounts counts,
    DatagramJournal journal,
    Forwarder forwarder,
    KernelDrops drops,
    IEnumerable<Capabilities> capabilities,
    IEnumerable<IWarningSource> sources,
    IEnumerable<IHeartbeatPart> parts,
    TimeProvider time,
    ILogger<RelayStatus> logger)
{
    /// <summary>The program's version.</summary>
    public static readonly string Version =
        typeof(RelayStatus).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private readonly DateTimeOffset started = time.GetUtcNow();
    private long refusedBefore;
    private long byRuleBefore;
    private long dropsBefore;

    /// <summary>Datagrams without content.</summary>
    public long Empty => counts.Empty;

    /// <summary>Creates the current heartbeat.</summary>
    public Heartbeat Heartbeat()
    {
        ReadDrops();
        var heartbeat = Snapshot();
        return parts.Aggregate(heartbeat, (filled, part) => part.Fill(filled)) with { Warnings = [.. Warnings(heartbeat.Counters)] };
    }

    /// <summary>Creates the current status, without warnings.</summary>
    public Heartbeat Snapshot()
    {
        var waiting = journal.Waiting;
        return new Heartbeat
        {
            Site = relay.Site,
            Relay = relay.Name,
            Environment = relay.Environment,
            Capabilities = [.. capabilities.SelectMany(each => each.Names).Distinct()],
            Version = Version,
            Started = started,
            Time = time.GetUtcNow(),
            Counters = new RelayCounters
            {
                Received = counts.Received,
                Accepted = counts.Accepted,
                Refused = counts.Refused,
                RefusedSource = udp.AllowedSources is null ? null : counts.RefusedSource,
                RefusedRate = udp.RateLimit is null ? null : counts.RefusedRate,
                RefusedSize = udp.MaxSize is null ? null : counts.RefusedSize,
                MirrorDrops = udp.Mirror is null ? null : counts.MirrorDrops,
                Unparsed = counts.Unparsed,
                KernelDrops = counts.KernelDrops,
                Forwarded = counts.Forwarded,
                Rejected = counts.Rejected,
                Damaged = journal.Damaged,
                Restarts = counts.Restarts,
                Waiting = waiting,
                OldestWaiting = waiting > 0 ? forwarder.OldestWaiting : null,
            },
        };
    }

    private IEnumerable<string> Warnings(RelayCounters now)
    {
        var byRule = (now.RefusedSource ?? 0) + (now.RefusedRate ?? 0) + (now.RefusedSize ?? 0);
        if (now.Refused - byRule > refusedBefore)
        {
            yield return $"{now.Refused - byRule - refusedBefore} datagrams were refused since the last heartbeat: the journal was full or "
                + $"did not keep up";
        }

        if (byRule > byRuleBefore)
        {
            yield return $"{byRule - byRuleBefore} datagrams were refused since the last heartbeat by a rule of udp (allowedSources, "
                + $"rateLimit, maxSize): see the log";
        }

        if (now.KernelDrops > dropsBefore)
        {
            yield return $"the kernel dropped {now.KernelDrops - dropsBefore} datagrams since the last heartbeat: raise net.core.rmem_max";
        }

        if (now.Rejected > 0)
        {
            yield return $"{now.Rejected} events were stored on disk because Service Bus cannot accept them: see the directory rejected";
        }

        if (now.Damaged > 0)
        {
            yield return $"{now.Damaged} datagrams in the journal were damaged on disk";
        }

        if (forwarder.Warning is { } problem)
        {
            yield return problem;
        }

        foreach (var warning in sources.SelectMany(source => source.Warnings))
        {
            yield return warning;
        }

        (refusedBefore, byRuleBefore, dropsBefore) = (now.Refused - byRule, byRule, now.KernelDrops);
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
        [LoggerMessage(1, LogLevel.Error, "The kernel DROPPED {New} datagrams because the socket's buffer was full ({Total} since the "
            + "start); set net.core.rmem_max to 8388608 or more")]
        public static partial void KernelDropped(ILogger logger, long @new, long total);
    }
}
