using Butler.Core.Azure.Tables;
using Butler.Functions.Alerts;
using Butler.Functions.Delivering;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

/// <summary>The index of deliveries that may not have ended.</summary>
public sealed class OpenDeliveriesTests
{
    private readonly FakeTime time = new();
    private readonly FakeTables tables = new();

    [Fact]
    public async Task A_burst_is_spread_over_many_partitions_and_found_again_as_a_whole()
    {
        var open = new OpenDeliveries(tables, time);
        string[] events = [.. Enumerable.Range(0, 1000).Select(number => $"default:failed:{number}")];
        foreach (var id in events)
        {
            await open.AddPlanAsync(Sample.Event() with { Id = id }, CancellationToken.None);
        }

        tables.Rows(TableNames.Due).GroupBy(row => row.PartitionKey).Max(partition => partition.Count()).ShouldBeLessThan(20);
        (await open.DueAsync(CancellationToken.None)).ShouldBeEmpty();
        time.Advance(OpenDeliveries.Patience + TimeSpan.FromSeconds(1));
        var due = await open.DueAsync(CancellationToken.None);
        due.Select(set => set.EventId).Order(StringComparer.Ordinal).ShouldBe(events.Order(StringComparer.Ordinal));
        foreach (var set in due)
        {
            await open.EndAsync(set, CancellationToken.None);
        }

        tables.Rows(TableNames.Due).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_of_the_version_before_which_had_one_partition_for_each_hour_is_read()
    {
        var now = time.GetUtcNow();
        await tables.InsertAsync(
            TableNames.Due,
            new TableRow("deliveries-2031031404", "plan-0123").Set("EventId", "default:failed:1").Set("PlannedTime", now).Set("At", now),
            CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1));
        (await new OpenDeliveries(tables, time).DueAsync(CancellationToken.None)).ShouldHaveSingleItem().ShouldBe(
            new OpenSet("deliveries-2031031404", "plan-0123", null, "default:failed:1", now, 0, 0, null));
    }

    private static PlannedDelivery Planned(string id) => new() { Id = id, Route = "all", Channel = "hook" };
}
