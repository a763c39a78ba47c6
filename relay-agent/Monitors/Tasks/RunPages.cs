using System.Text.Json;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>
/// Reads the runs that ended in a period, one request for each. QRS's lists have no pages, so the period follows the speed of its answers.
/// </summary>
internal sealed class RunPages(IQrs qrs, TimeProvider time)
{
    private static readonly TimeSpan Smallest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Largest = TimeSpan.FromDays(1);

    /// <summary>An answer that is faster makes the next period twice as long.</summary>
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(2);

    /// <summary>An answer that is slower makes the next period half as long; a call may take ten seconds.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    /// <summary>The longest period to ask for.</summary>
    public TimeSpan Size { get; private set; } = TimeSpan.FromHours(1);

    /// <summary>Reads the runs that ended in a period.</summary>
    /// <param name="begin">The beginning, included.</param>
    /// <param name="end">The end, not included; at most <see cref="Size"/> later.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QrsException">QRS did not answer.</exception>
    public async Task<List<EndedRun>> ReadAsync(DateTimeOffset begin, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var found = new List<EndedRun>();
        var started = time.GetTimestamp();
        try
        {
            await qrs.ReadRowsAsync(
                "executionresult/full", $"stopTime ge {QrsTimeText.Quoted(begin)} and stopTime lt {QrsTimeText.Quoted(end)}", Take,
                cancellationToken);
        }
        catch (QrsException failure) when (failure is { IsTransient: true, IsCircuitOpen: false })
        {
            Size = Max(Size / 2, Smallest);
            throw;
        }

        var took = time.GetElapsedTime(started);
        if (took > Slow)
        {
            Size = Max(Size / 2, Smallest);
        }
        else if (took < Fast && end - begin >= Size)
        {
            Size = Size * 2 < Largest ? Size * 2 : Largest;
        }

        return found;

        void Take(JsonElement row)
        {
            if (EndedRun.Of(row) is { } run && run.Stop >= begin && run.Stop < end)
            {
                found.Add(run);
            }
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
