using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Storage;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>
/// Collects events until a moment, and then sends them together in lots. A gathering is a partition of <c>Incidents</c>: <c>open</c> has
/// the end time, and after it the members of the lot; <c>m-</c> is a member without a plan; <c>seen-</c> is a member that ever joined, so
/// that none joins twice; <c>plan-</c> is a plan that is being sent. A lot ends in one transaction that removes <c>open</c> and stores the
/// plan. Members beyond the lot open the next one.
/// </summary>
internal sealed class Gatherings(ITables tables, DueRows due, TimeProvider time)
{
    private const string OpenRow = "open";
    private const string MemberPrefix = "m-";
    private const string SeenPrefix = "seen-";
    private const string PlanPrefix = "plan-";
    private const string PlanColumn = "Plan";
    private const string LotColumn = "Lot";
    private const int MaxWrites = 100;

    /// <summary>Adds an event, and opens the gathering if the event is the first. A second call changes nothing.</summary>
    /// <param name="kind">The kind of timer that ends the gathering.</param>
    /// <param name="key">The partition, which is the timer's id.</param>
    /// <param name="route">The route.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="wait">The length of the gathering, from its first event.</param>
    /// <param name="set">Sets the columns of the member's row.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task JoinAsync(
        string kind, string key, string route, string eventId, TimeSpan wait, Func<TableRow, TableRow> set,
        CancellationToken cancellationToken)
    {
        var row = TableKey.Escape(eventId);
        var joined = await tables.TransactAsync(
            TableNames.Incidents,
            [
                new TableWrite(TableWriteKind.Insert, new TableRow(key, SeenPrefix + row)),
                new TableWrite(TableWriteKind.Insert, set(new TableRow(key, MemberPrefix + row))),
            ],
            cancellationToken) is null;
        if (!joined && await tables.GetAsync(TableNames.Incidents, key, MemberPrefix + row, cancellationToken) is null)
        {
            // The event joined in an earlier run, and its lot has been sent since.
            return;
        }

        var open = await tables.GetAsync(TableNames.Incidents, key, OpenRow, cancellationToken)
            ?? await OpenAsync(key, route, eventId, wait, cancellationToken);
        if (open?.Date("Until") is { } until)
        {
            await due.WakeAtAsync(kind, key, until, cancellationToken);
        }
    }

    /// <summary>Follows the stored plans, and finds the next due lot. A second run finds the same lot.</summary>
    /// <param name="timer">The timer that is due.</param>
    /// <param name="max">The maximum number of members of a lot.</param>
    /// <param name="opening">The route and the wait of the next gathering, which members beyond the lot open.</param>
    /// <param name="follow">Sends a plan; it ends with <see cref="EndAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The lot; null when there is nothing to do now.</returns>
    public async Task<GatheredLot?> NextAsync(
        TimerMessage timer, int max, Func<TableRow, (string Route, TimeSpan Wait)> opening, Func<TableRow, Task> follow,
        CancellationToken cancellationToken)
    {
        var key = timer.Id;
        while (true)
        {
            // The order matters: every plan that was stored before the open row must be followed before the members are read.
            var open = await tables.GetAsync(TableNames.Incidents, key, OpenRow, cancellationToken);
            foreach (var plan in await PlansAsync(key, cancellationToken))
            {
                await follow(plan);
            }

            if (open?.Payload(LotColumn) is { } json)
            {
                var keys = JsonSerializer.Deserialize(json, GatheringsJson.Default.IReadOnlyListString) ?? [];
                return new GatheredLot(open, await MembersAsync(key, keys.Count, [.. keys], cancellationToken));
            }

            var members = await MembersAsync(key, max, null, cancellationToken);
            if (members.Count == 0)
            {
                if (open is null)
                {
                    return null;
                }

                // An event writes its member before it reads the open row, so the next iteration sees the member.
                await tables.DeleteAsync(TableNames.Incidents, key, OpenRow, open.ETag!, cancellationToken);
                continue;
            }

            var isNew = open is null;
            if (open is null)
            {
                var (route, wait) = opening(members[0]);
                open = await OpenAsync(key, route, members[0].RowKey, wait, cancellationToken);
            }

            if (open?.Date("Until") is { } until && until > time.GetUtcNow())
            {
                // A timer that came early, because another clock is ahead, must not schedule itself again: duplicate detection would drop
                // the message.
                await due.WakeAtAsync(timer.Kind, key, until > timer.Due ? until : timer.Due.AddSeconds(1), cancellationToken);
                return null;
            }

            // Without an open row, another run may have stored a plan with these members since the plans were read, so everything is read
            // again.
            if (open is not null && !isNew && await FixAsync(open, members, cancellationToken) is { } lot)
            {
                return lot;
            }
        }
    }

    /// <summary>Stores the plan of a lot, unless another run was faster.</summary>
    public Task StoreAsync(GatheredLot lot, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken) =>
        tables.TransactAsync(
            TableNames.Incidents,
            [
                new TableWrite(TableWriteKind.Delete, lot.Open, lot.Open.ETag),
                new TableWrite(
                    TableWriteKind.Insert, new TableRow(lot.Open.PartitionKey, PlanPrefix + lot.Id).SetPayload(PlanColumn, plan.Span)),
            ],
            cancellationToken);

    /// <summary>The plan that <see cref="StoreAsync"/> stored.</summary>
    /// <exception cref="JsonException">The row has no plan.</exception>
    public static byte[] Plan(TableRow plan) =>
        plan.Payload(PlanColumn) ?? throw new JsonException($"The row {plan.RowKey} of {plan.PartitionKey} lacks its {PlanColumn}.");

    /// <summary>Removes the members of a plan that has been sent, and then the plan.</summary>
    public async Task EndAsync(TableRow plan, IReadOnlyList<string> members, CancellationToken cancellationToken)
    {
        foreach (var some in members.Chunk(MaxWrites))
        {
            var rows = some.Select(row => new TableRow(plan.PartitionKey, row)).ToList();
            var writes = rows.Select(row => new TableWrite(TableWriteKind.Delete, row, "*")).ToList();
            if (await tables.TransactAsync(TableNames.Incidents, writes, cancellationToken) is null)
            {
                continue;
            }

            // An earlier run has removed some of the rows. A transaction would fail as a whole, so each row is deleted on its own.
            foreach (var row in rows)
            {
                await tables.DeleteAsync(TableNames.Incidents, row.PartitionKey, row.RowKey, "*", cancellationToken);
            }
        }

        await tables.DeleteAsync(TableNames.Incidents, plan.PartitionKey, plan.RowKey, "*", cancellationToken);
    }

    /// <summary>Opens the gathering, unless another run was faster.</summary>
    /// <returns>The open row; null when it has been closed meanwhile.</returns>
    private async Task<TableRow?> OpenAsync(string key, string route, string opener, TimeSpan wait, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + wait;

        // The id includes the time, because an event may open the gathering twice: a second run does so when the first lot has been sent.
        var id = EventIdentity.Hash(string.Create(CultureInfo.InvariantCulture, $"{key}\n{opener}\n{until.UtcTicks}"));
        var row = new TableRow(key, OpenRow).Set("Route", route).Set("Id", id).Set("Until", until);
        await tables.InsertAsync(TableNames.Incidents, row, cancellationToken);
        return await tables.GetAsync(TableNames.Incidents, key, OpenRow, cancellationToken);
    }

    /// <summary>
    /// Records the members of the lot, so that a second run uses the same ones; null when another run was faster.
    /// </summary>
    private async Task<GatheredLot?> FixAsync(TableRow open, IReadOnlyList<TableRow> members, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> keys = [.. members.Select(m => m.RowKey)];
        var row = new TableRow(open.PartitionKey, OpenRow)
            .Set("Route", open.Text("Route")).Set("Id", open.Text("Id")).Set("Until", open.Date("Until"))
            .SetPayload(LotColumn, JsonSerializer.SerializeToUtf8Bytes(keys, GatheringsJson.Default.IReadOnlyListString));
        if (await tables.ReplaceAsync(TableNames.Incidents, row, open.ETag!, cancellationToken) is not { } etag)
        {
            return null;
        }

        var kept = new TableRow(open.PartitionKey, OpenRow) { ETag = etag }.Set("Route", open.Text("Route")).Set("Id", open.Text("Id"));
        return new GatheredLot(kept, members);
    }

    /// <summary>Reads the first members, or those of a lot, and no more rows than necessary.</summary>
    private async Task<IReadOnlyList<TableRow>> MembersAsync(string key, int max, HashSet<string>? lot, CancellationToken cancellationToken)
    {
        var rows = new List<TableRow>();
        await foreach (var row in tables.QueryAsync(TableNames.Incidents, TableFilter.RowPrefix(key, MemberPrefix), [], cancellationToken))
        {
            if (lot is null || lot.Contains(row.RowKey))
            {
                rows.Add(row);
            }

            if (rows.Count >= max)
            {
                break;
            }
        }

        return rows;
    }

    private async Task<List<TableRow>> PlansAsync(string key, CancellationToken cancellationToken)
    {
        var rows = new List<TableRow>();
        await foreach (var row in tables.QueryAsync(TableNames.Incidents, TableFilter.RowPrefix(key, PlanPrefix), [], cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }
}

/// <summary>Members that are sent together.</summary>
/// <param name="Open">The gathering's open row.</param>
/// <param name="Members">The members' rows.</param>
internal sealed record GatheredLot(TableRow Open, IReadOnlyList<TableRow> Members)
{
    /// <summary>The lot's id, the same in every run.</summary>
    public string Id => Open.Text("Id") ?? "";

    /// <summary>The route's name.</summary>
    public string Route => Open.Text("Route") ?? "";
}
