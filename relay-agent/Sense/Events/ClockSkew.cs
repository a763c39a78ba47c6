using Butler.Core.Text;
using Butler.RelayAgent.Journal;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Sense.Events;

/// <summary>
/// Detects unreliable log times: they differ from the time of receipt by more than the clocks of one site may differ. The time in the
/// journal does not count, because the journal stores the time of receipt.
/// </summary>
/// <param name="most">The maximum difference.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ClockSkew(TimeSpan most, TimeProvider time, ILogger<ClockSkew> logger)
{
    private const int MaxHosts = 100;
    private static readonly TimeSpan WarnEvery = TimeSpan.FromHours(1);

    private readonly Dictionary<string, long> warned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a time is not reliable; logs a warning once an hour for each host. Not thread-safe.</summary>
    /// <param name="host">The host that logged the event.</param>
    /// <param name="logged">The event's time in the log.</param>
    /// <param name="record">The datagram.</param>
    public bool IsSkewed(string host, DateTimeOffset logged, JournalRecord record)
    {
        var ahead = logged - record.Received;
        if (ahead.Duration() <= most || (ahead < TimeSpan.Zero && OwnRecords.Has(record)))
        {
            return false; // events that the relay found in the repository are late, with the repository's own time
        }

        if (IsNews(host))
        {
            Log.Differs(
                logger, host, DurationText.Words(ahead.Duration()), ahead > TimeSpan.Zero ? "ahead of" : "behind", logged, record.Received);
        }

        return true;
    }

    private bool IsNews(string host)
    {
        var now = time.GetTimestamp();
        if (warned.TryGetValue(host, out var last) && time.GetElapsedTime(last, now) < WarnEvery)
        {
            return false;
        }

        if (warned.Count >= MaxHosts && !warned.ContainsKey(host))
        {
            // The names of hosts come from outside, so their number is limited.
            foreach (var (old, _) in warned.Where(each => time.GetElapsedTime(each.Value, now) >= WarnEvery).ToList())
            {
                warned.Remove(old);
            }

            if (warned.Count >= MaxHosts)
            {
                return false;
            }
        }

        warned[host] = now;
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Clocks differ: the log of {Host} is {Difference} {Direction} this relay ({Logged:u} in the "
            + "log, received at {Received:u}). "
            + "Its events are ordered by the time of receipt. Check the clock of {Host}, and whether udp.timeZone is the zone of its log")]
        public static partial void Differs(
            ILogger logger, string host, string difference, string direction, DateTimeOffset logged, DateTimeOffset received);
    }
}
