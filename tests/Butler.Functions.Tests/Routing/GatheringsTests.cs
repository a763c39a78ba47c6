using Butler.Core.Azure.Tables;
using Butler.Functions.Routing;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Functions.Timers;
using Butler.Tests;

namespace Butler.Functions.Tests.Routing;

public sealed class GatheringsTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    private readonly FakeTime time = new(Sample.Time);
    private readonly FakeTables tables = new();
    private readonly Gatherings gatherings;
    private readonly List<string> sent = [];

    public GatheringsTests() => gatherings = new Gatherings(tables, new DueRows(tables, new FakeBus(time), time), time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// A run reads the plans; before it reads the members, another run stores a plan with them; before it looks at the clock, the wait is
    /// over.
    /// </summary>
    [Fact]
    public async Task A_run_that_another_one_overtakes_after_it_read_the_plans_takes_no_member_twice()
    {
        await gatherings.JoinAsync("group", "key", "r", "a", Wait, row => row, Cancel);
        var open = await tables.GetAsync(TableNames.Incidents, "key", "open", Cancel);
        await tables.DeleteAsync(TableNames.Incidents, "key", "open", open!.ETag!, Cancel);
        tables.AfterQuery = async filter =>
        {
            if (filter.Contains("plan-", StringComparison.Ordinal))
            {
                tables.AfterQuery = null;
                await gatherings.JoinAsync("group", "key", "r", "b", Wait, row => row, Cancel);
                time.Advance(Wait);
                await gatherings.StoreAsync((await NextAsync())!, "{}"u8.ToArray(), Cancel);
                tables.AfterGet = () =>
                {
                    time.Advance(Wait);
                    return Task.CompletedTask;
                };
            }
        };

        (await NextAsync()).ShouldBeNull();

        sent.ShouldBe(["m-a", "m-b"]);
        tables.Rows(TableNames.Incidents).Select(row => row.RowKey).ShouldBe(["seen-a", "seen-b"]);
    }

    private Task<GatheredLot?> NextAsync() =>
        gatherings.NextAsync(new TimerMessage("group", "key", time.GetUtcNow()), 100, _ => ("r", Wait), FollowAsync, Cancel);

    private async Task FollowAsync(TableRow plan)
    {
        var members = tables.Rows(TableNames.Incidents).Select(row => row.RowKey)
            .Where(key => key.StartsWith("m-", StringComparison.Ordinal)).ToList();
        sent.AddRange(members);
        await gatherings.EndAsync(plan, members, Cancel);
    }
}
