using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Events;
using Butler.Core.Tables;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;
using Butler.Functions.Monitoring;

namespace Butler.Functions.Alerting;

/// <summary>
/// Makes one alert of what happens within a while. The rows of a group's partition in <c>Incidents</c>: <c>open</c> with the time of its
/// end; <c>m-</c> for each member that no plan has yet, and <c>seen-</c> for each that ever joined, so that none joins twice; <c>plan-</c> for what is
/// being sent. A group closes in one transaction that takes away <c>open</c> and stores the plan; what the plan does not hold opens the next group.
/// </summary>
internal sealed partial class Groups(
    ITables tables, ConfigurationSource configuration, Planner planner, EventRows events, DeliveryQueue queue, DueRows due, TimeProvider time, ILogger<Groups> logger)
    : IDueHandler
{
    /// <summary>How many members one alert can have; more are the next one's.</summary>
    public const int MostMembers = 500;

    private const string OpenRow = "open";
    private const string MemberPrefix = "m-";
    private const string PlanPrefix = "plan-";
    private const string RefusedPrefix = "refused-";
    private const int MostPerTransaction = 100;

    /// <summary>The kind of timer that ends a group; its id is the group's partition.</summary>
    public string Kind => "group";

    /// <summary>Adds an event to its groups, and opens them where it is the first.</summary>
    public async Task JoinAsync(
        IReadOnlyList<GroupJoin> groups, ButlerOptions options, CloudEvent @event, TaskEventData? task, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            var subject = IncidentSubject.Of(@event, task);
            var member = new GroupMember
            {
                Summary = EventSummaries.Of(@event, task),
                Route = group.Route,
                Site = @event.Site,
                Subject = subject is { Recovers: false } ? subject.Key : null,
                Targets = group.Targets,
                FailedOpen = group.FailedOpen,
            };
            var row = TableKey.Escape(@event.Id);
            var joined = await tables.TransactAsync(
                TableNames.Incidents,
                [
                    new TableWrite(TableWriteKind.Insert, new TableEntity(group.Key, "seen-" + row)),
                    new TableWrite(TableWriteKind.Insert, new TableEntity(group.Key, MemberPrefix + row)
                        .SetPayload("Member", JsonSerializer.SerializeToUtf8Bytes(member, AlertingJson.Default.GroupMember))),
                ],
                cancellationToken) is null;
            if (!joined && await tables.GetAsync(TableNames.Incidents, group.Key, MemberPrefix + row, cancellationToken) is null)
            {
                // It joined in an earlier run, and its group has been sent since.
                continue;
            }

            var wait = options.Route(group.Route)?.Group?.Wait ?? TimeSpan.Zero;
            var open = await tables.GetAsync(TableNames.Incidents, group.Key, OpenRow, cancellationToken)
                ?? await OpenAsync(group.Key, group.Route, @event.Id, wait, cancellationToken);
            if (open?.Date("Until") is { } until)
            {
                await due.WakeAtAsync(Kind, group.Key, until, cancellationToken);
            }
        }
    }

    /// <summary>Ends a group whose time has come. Another run of it, after a crash or beside it, finds the plan and follows it.</summary>
    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        var key = timer.Id;
        while (true)
        {
            // In this order: whatever plan there was before the open group is seen, and followed, before the members are.
            var open = await tables.GetAsync(TableNames.Incidents, key, OpenRow, cancellationToken);
            foreach (var plan in await RowsAsync(key, PlanPrefix, cancellationToken))
            {
                await FollowAsync(plan, cancellationToken);
            }

            var members = await RowsAsync(key, MemberPrefix, cancellationToken);
            if (members.Count == 0)
            {
                if (open is null)
                {
                    return;
                }

                // Whoever joins writes the member first and looks for the open row then, so the next turn sees it.
                await tables.DeleteAsync(TableNames.Incidents, key, OpenRow, open.ETag!, cancellationToken);
                continue;
            }

            var options = await configuration.CurrentAsync(cancellationToken);
            if (open is null)
            {
                var route = Member(members[0]).Route;
                open = await OpenAsync(key, route, members[0].RowKey, options.Route(route)?.Group?.Wait ?? TimeSpan.Zero, cancellationToken);
            }

            if (open?.Date("Until") is { } until && until > time.GetUtcNow())
            {
                // A timer that came early, by a clock that is ahead of this one, must not ask for itself again: that would be swallowed.
                await due.WakeAtAsync(Kind, key, until > timer.Due ? until : timer.Due.AddSeconds(1), cancellationToken);
                return;
            }

            if (open is not null)
            {
                await CloseAsync(options, key, open, [.. members.Take(MostMembers)], cancellationToken);
            }
        }
    }

    /// <summary>Opens the group, unless somebody else was faster.</summary>
    /// <returns>The open row; null when it has been closed again meanwhile.</returns>
    private async Task<TableEntity?> OpenAsync(string key, string route, string opener, TimeSpan wait, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + wait;

        // The time is in the id because a group may be opened twice for one event: by a second run of it, when the first has been sent.
        var id = EventIdentity.Hash(string.Create(CultureInfo.InvariantCulture, $"{key}\n{opener}\n{until.UtcTicks}"));
        var row = new TableEntity(key, OpenRow).Set("Route", route).Set("Id", id).Set("Until", until);
        await tables.InsertAsync(TableNames.Incidents, row, cancellationToken);
        return await tables.GetAsync(TableNames.Incidents, key, OpenRow, cancellationToken);
    }

    private async Task CloseAsync(ButlerOptions options, string key, TableEntity open, List<TableEntity> rows, CancellationToken cancellationToken)
    {
        var members = rows.Select(Member).OrderBy(m => m.Summary.Order).ThenBy(m => m.Summary.Id, StringComparer.Ordinal).ToList();
        var (id, name) = (open.Text("Id")!, open.Text("Route")!);
        var first = await EventAsync(members[0], cancellationToken);
        if (options.Route(name) is not { } route)
        {
            Log.RouteGone(logger, name, members.Count);
            route = new RouteOptions { Name = name };
        }

        var plan = await planner.PlanGroupAsync(route, id, members, first, cancellationToken);
        var stored = new GroupPlan { First = members[0], Plan = plan, Members = [.. rows.Select(r => r.RowKey)] };
        await tables.TransactAsync(
            TableNames.Incidents,
            [
                new TableWrite(TableWriteKind.Delete, open, open.ETag),
                new TableWrite(TableWriteKind.Insert, new TableEntity(key, PlanPrefix + id)
                    .SetPayload("Plan", JsonSerializer.SerializeToUtf8Bytes(stored, AlertingJson.Default.GroupPlan))),
            ],
            cancellationToken);
    }

    /// <summary>Sends what a plan holds, and takes away its members and then itself.</summary>
    private async Task FollowAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var stored = Read(row, "Plan", AlertingJson.Default.GroupPlan);
        var plan = stored.Plan;
        try
        {
            await queue.SendAsync(plan.Deliveries, await EventAsync(stored.First, cancellationToken), cancellationToken);
        }
        catch (RefusedMessageException e)
        {
            // Kept beside the group: it must not stop the groups that come after it.
            var kept = new TableEntity(row.PartitionKey, RefusedPrefix + row.RowKey).Set("Reason", e.Message).SetPayload("Plan", row.Payload("Plan"));
            await tables.UpsertAsync(TableNames.Incidents, kept, cancellationToken);
            Log.Refused(logger, string.Join(", ", plan.Routes), stored.Members.Count, e.Message);
        }

        foreach (var wake in plan.Wakes)
        {
            await due.WakeAtAsync(wake.Kind, wake.Id, wake.At, cancellationToken);
        }

        await DeleteMembersAsync(row.PartitionKey, [.. stored.Members], cancellationToken);
        await tables.DeleteAsync(TableNames.Incidents, row.PartitionKey, row.RowKey, "*", cancellationToken);
        Log.Sent(logger, plan.Routes.Count > 0 ? plan.Routes[0] : "", stored.Members.Count, plan.Deliveries.Count, plan.HeldBack.Count);
    }

    private async Task DeleteMembersAsync(string key, HashSet<string> members, CancellationToken cancellationToken)
    {
        var left = (await RowsAsync(key, MemberPrefix, cancellationToken)).Where(row => members.Contains(row.RowKey));
        foreach (var some in left.Chunk(MostPerTransaction))
        {
            if (await tables.TransactAsync(TableNames.Incidents, [.. some.Select(row => new TableWrite(TableWriteKind.Delete, row, "*"))], cancellationToken) is null)
            {
                continue;
            }

            // Another run has taken some of them away; all of a transaction or none is done, so each on its own.
            foreach (var row in some)
            {
                await tables.DeleteAsync(TableNames.Incidents, key, row.RowKey, "*", cancellationToken);
            }
        }
    }

    private async Task<CloudEvent> EventAsync(GroupMember member, CancellationToken cancellationToken) =>
        await events.EventAsync(member.Site, member.Summary.Id, cancellationToken) ?? EventSummaries.Event(member.Summary, member.Site);

    private async Task<List<TableEntity>> RowsAsync(string key, string prefix, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in tables.QueryAsync(TableNames.Incidents, TableFilter.RowPrefix(key, prefix), [], cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static GroupMember Member(TableEntity row) => Read(row, "Member", AlertingJson.Default.GroupMember);

    private static T Read<T>(TableEntity row, string name, JsonTypeInfo<T> type)
        where T : class =>
        row.Payload(name) is { } json && JsonSerializer.Deserialize(json, type) is { } value
            ? value
            : throw new JsonException($"The row {row.RowKey} of {row.PartitionKey} lacks its {name}.");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The group of {Members} events of {Route} ended: {Deliveries} to deliver, {HeldBack} held back")]
        public static partial void Sent(ILogger logger, string route, int members, int deliveries, int heldBack);

        [LoggerMessage(Level = LogLevel.Error, Message = "The alert for the {Members} events of a group of {Route} can never be sent whole, and is kept: {Reason}")]
        public static partial void Refused(ILogger logger, string route, int members, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The route {Route} is not configured any more; the {Members} events that waited for its group are sent where it sent them")]
        public static partial void RouteGone(ILogger logger, string route, int members);
    }
}

/// <summary>An event that waits for the end of its group.</summary>
internal sealed record GroupMember
{
    public required EventSummary Summary { get; init; }

    public required string Route { get; init; }

    public string? Site { get; init; }

    /// <summary>What fails, for the incident; null where it tells of no failure.</summary>
    public string? Subject { get; init; }

    /// <summary>Where its own alert would go.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>The route's conditions that were taken as met for want of knowledge.</summary>
    public IReadOnlyList<string> FailedOpen { get; init; } = [];
}

/// <summary>What a group that has ended sends.</summary>
internal sealed record GroupPlan
{
    /// <summary>The first of the members, whose event the alert has.</summary>
    public required GroupMember First { get; init; }

    public required Plan Plan { get; init; }

    /// <summary>The rows of its members.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];
}
