using Butler.Core.SelfReports;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Self;

/// <summary>
/// The relay's counters under the names that they have in <c>butler.metrics</c>, as totals since the start and as what came since the event
/// before. The latter is counted from <see cref="Told"/> on, so that an event that the journal does not accept loses nothing.
/// </summary>
internal sealed class RelayFigures(
    RelayStatus status, DatagramJournal journal, JournalOptions options, Forwarder forwarder, ForwardTimes times)
{
    private Dictionary<string, double> told = [];

    /// <summary>Adds the counters to the data of an event.</summary>
    public SelfMetrics AddTo(SelfMetrics data)
    {
        var snapshot = status.Snapshot();
        var totals = Totals(snapshot.Counters);
        var now = snapshot.Counters;
        var bytes = journal.Bytes;
        var sinceLast = totals.ToDictionary(each => each.Key, each => each.Value - told.GetValueOrDefault(each.Key));
        if (times.Read() is { } forward)
        {
            sinceLast["forwardAvgMs"] = Math.Round(forward.AverageMs, 1);
            sinceLast["forwardP95Ms"] = Math.Round(forward.P95Ms, 1);
            sinceLast["forwardMaxMs"] = Math.Round(forward.MaxMs, 1);
        }

        return data with
        {
            Counters = new Dictionary<string, double>(totals)
            {
                ["waiting"] = now.Waiting,
                ["underWay"] = forwarder.UnderWay,
                ["oldestWaitingMs"] = now.OldestWaiting is { } oldest
                    ? Math.Max(0, Math.Round((snapshot.Time - oldest).TotalMilliseconds)) : 0,
                ["journalBytes"] = bytes,
                ["journalPercent"] = Math.Round(100d * bytes / options.MaxSize, 2),
            },
            SinceLast = sinceLast,
        };
    }

    /// <summary>Notes that an event is in the journal: the next one counts from here.</summary>
    public void Told(SelfMetrics data)
    {
        told = data.Counters.ToDictionary();
        times.Forget();
    }

    private Dictionary<string, double> Totals(Core.Commands.RelayCounters counters)
    {
        var byRule = (counters.RefusedSource ?? 0) + (counters.RefusedRate ?? 0) + (counters.RefusedSize ?? 0);
        return new Dictionary<string, double>
        {
            ["received"] = counters.Received,
            ["empty"] = status.Empty,
            ["accepted"] = counters.Accepted,
            ["forwarded"] = counters.Forwarded,
            ["unparsed"] = counters.Unparsed,
            ["rejected"] = counters.Rejected,
            ["refused"] = counters.Refused,
            ["refusedFull"] = Math.Max(0, counters.Refused - byRule),
            ["refusedRate"] = counters.RefusedRate ?? 0,
            ["refusedSize"] = counters.RefusedSize ?? 0,
            ["refusedSource"] = counters.RefusedSource ?? 0,
            ["kernelDrops"] = counters.KernelDrops,
            ["mirrorDrops"] = counters.MirrorDrops ?? 0,
            ["damaged"] = counters.Damaged,
            ["restarts"] = counters.Restarts,
        };
    }
}
