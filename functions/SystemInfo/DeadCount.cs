using Butler.Core.Azure.Tables;
using Butler.Functions.Delivering;
using Butler.Functions.Storage;

namespace Butler.Functions.SystemInfo;

/// <summary>Counts the dead deliveries of the last days, by their index.</summary>
internal sealed class DeadCount(ITables tables, TimeProvider time)
{
    private const int Days = 7;

    /// <summary>The rows of one page: the count costs one table operation a day at most.</summary>
    private const int MaxOfDay = 1000;

    public async Task<DeadDeliveryCount> ReadAsync(CancellationToken cancellationToken)
    {
        var today = time.GetUtcNow();
        var counts = await Task.WhenAll(
            Enumerable.Range(0, Days).Select(day => OfDayAsync(today.AddDays(-day), cancellationToken)));
        return new DeadDeliveryCount(Days, counts.Sum(), Array.Exists(counts, count => count == MaxOfDay));
    }

    private async Task<int> OfDayAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        var count = 0;
        var filter = TableFilter.Partition(DeadIndex.Partition(day));
        await foreach (var _ in tables.QueryAsync(TableNames.Deliveries, filter, ["RowKey"], cancellationToken))
        {
            if (++count == MaxOfDay)
            {
                break;
            }
        }

        return count;
    }
}
