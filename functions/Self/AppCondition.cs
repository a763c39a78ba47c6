using Butler.Core.Azure.Tables;
using Butler.Core.Text;
using Butler.Functions.Configuration;
using Butler.Functions.Relays;
using Butler.Functions.Timers;

namespace Butler.Functions.Self;

/// <summary>
/// Whether the app does its work: the tables answer, the watch over relays ran, wake-ups are handled, and a relay's heartbeat came through
/// Service Bus. The texts go to the service that the heartbeat calls: they name no address and no secret.
/// </summary>
internal sealed class AppCondition(WatchRelays watch, RelayRows relays, DueRows due, TimeProvider time)
{
    private static readonly TimeSpan MaxSinceWatch = TimeSpan.FromMinutes(3);

    /// <summary>After a start, what waited during the pause is handled first.</summary>
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(3);

    /// <summary>The sweep wakes what is overdue by two minutes, each minute.</summary>
    private static readonly TimeSpan MaxOverdue = TimeSpan.FromMinutes(5);

    /// <summary>Relays that are silent for longer are not expected any more.</summary>
    private static readonly TimeSpan Expected = TimeSpan.FromDays(1);

    private readonly long started = time.GetTimestamp();

    /// <summary>What is wrong; empty when all is well. In the first minutes of this process only the tables are asked.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(ButlerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var last = await watch.LastRunAsync(cancellationToken);
            if (time.GetElapsedTime(started) < Starting)
            {
                return [];
            }

            string?[] found =
            [
                OfWatch(last), await WakeUpsAsync(cancellationToken), await RelaysAsync(options, cancellationToken),
            ];
            return [.. found.OfType<string>()];
        }
        catch (TableException)
        {
            return ["the tables do not answer"];
        }
    }

    private string? OfWatch(DateTimeOffset? last) => last is not { } ran
        ? "the watch over relays has not run yet"
        : time.GetUtcNow() - ran is var since && since > MaxSinceWatch
            ? $"the watch over relays has not run well for {DurationText.Words(since)}"
            : null;

    private async Task<string?> WakeUpsAsync(CancellationToken cancellationToken) =>
        (await due.OverdueAsync(MaxOverdue, cancellationToken)).Count is > 0 and var count
            ? $"{count} wake-ups are overdue: the queue timers is not handled"
            : null;

    private async Task<string?> RelaysAsync(ButlerOptions options, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var heard = (await relays.AllAsync(cancellationToken)).Select(relay => now - relay.Heard).Where(since => since < Expected).ToList();
        return heard.Count > 0 && heard.TrueForAll(since => since > options.OfflineAfter)
            ? $"no relay's heartbeat came through Service Bus for {DurationText.Words(heard.Min())}"
            : null;
    }
}
