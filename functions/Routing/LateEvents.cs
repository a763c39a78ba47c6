using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>
/// Summarizes events that were received too late for alerts of their own. <see cref="Gatherings"/> stores them by route and site, and a
/// timer creates one event for all of them.
/// </summary>
internal sealed class LateEvents(ITables tables, IServiceBus bus, Gatherings gatherings, TimeProvider time) : IDueHandler
{
    private const int MaxNamed = 20;

    /// <summary>The maximum number of members, whose keys fit into a row.</summary>
    private const int MaxMembers = 10_000;
    private const string KeyPrefix = "late:";
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    /// <summary>The kind of timer that ends a gathering; its id is the gathering's partition.</summary>
    public string Kind => "late";

    /// <summary>
    /// Adds an event to the summaries of the given routes. A second call changes nothing, even after the summary.
    /// </summary>
    public async Task RecordAsync(IReadOnlyList<string> routes, CloudEvent @event, TaskEventData? task, CancellationToken cancellationToken)
    {
        foreach (var route in routes)
        {
            await gatherings.JoinAsync(
                Kind, Key(route, @event.Site), route, @event.Id, Wait,
                row => row
                    .Set("Route", route)
                    .Set("EventTime", @event.OrderTime)
                    .Set("Site", @event.Site)
                    .SetShown("What", task?.TaskName is { } name ? $"{@event.Type}: {name}" : @event.Type),
                cancellationToken);
        }
    }

    /// <summary>
    /// Creates one event for all collected ones. Its content is stored before it is sent, so that a second run sends the same event.
    /// </summary>
    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        if (!timer.Id.StartsWith(KeyPrefix, StringComparison.Ordinal))
        {
            await MoveOldAsync(timer.Id, cancellationToken);
            return;
        }

        while (await gatherings.NextAsync(
            timer, MaxMembers, member => (member.Text("Route") ?? "", Wait), plan => FollowAsync(plan, cancellationToken),
            cancellationToken) is { } lot)
        {
            var stored = new LatePlan { Event = Event(lot), Members = [.. lot.Members.Select(m => m.RowKey)] };
            await gatherings.StoreAsync(
                lot, JsonSerializer.SerializeToUtf8Bytes(stored, GatheringsJson.Default.LatePlan), cancellationToken);
        }
    }

    private async Task FollowAsync(TableRow row, CancellationToken cancellationToken)
    {
        var plan = JsonSerializer.Deserialize(Gatherings.Plan(row), GatheringsJson.Default.LatePlan)
            ?? throw new JsonException($"The row {row.RowKey} of {row.PartitionKey} cannot be read.");
        await OwnEvents.RaiseAsync(bus, plan.Event, cancellationToken);
        await gatherings.EndAsync(row, plan.Members, cancellationToken);
    }

    /// <summary>Moves the rows of an older version, which stored them only by route and without a plan.</summary>
    private async Task MoveOldAsync(string route, CancellationToken cancellationToken)
    {
        await foreach (var row in tables.QueryAsync(
            TableNames.Incidents, TableFilter.Partition("late-" + TableKey.Escape(route)), [], cancellationToken))
        {
            await gatherings.JoinAsync(
                Kind, Key(route, row.Text("Site")), route, TableKey.Unescape(row.RowKey), TimeSpan.Zero,
                moved => moved
                    .Set("Route", route).Set("EventTime", row.Date("EventTime")).Set("Site", row.Text("Site"))
                        .Set("What", row.Text("What")),
                cancellationToken);
            await tables.DeleteAsync(TableNames.Incidents, row.PartitionKey, row.RowKey, "*", cancellationToken);
        }
    }

    private CloudEvent Event(GatheredLot lot)
    {
        var site = lot.Members[0].Text("Site") ?? "none";
        var summary = JsonSerializer.SerializeToElement(Summary(lot.Route, lot.Members), AlertsJson.Default.LateSummary);
        return OwnEvents.Create($"{site}:late:{lot.Id}", EventTypes.EventLate, site, "", time.GetUtcNow(), summary) with { Subject = null };
    }

    private static LateSummary Summary(string route, IReadOnlyList<TableRow> members) => new()
    {
        Route = route,
        Count = members.Count,
        First = members.Min(m => m.Date("EventTime")) ?? default,
        Last = members.Max(m => m.Date("EventTime")) ?? default,
        Events = [.. members.OrderBy(m => m.Date("EventTime")).Take(MaxNamed).Select(m =>
            string.Create(CultureInfo.InvariantCulture, $"{m.Date("EventTime"):u} {m.Text("What")}"))],
    };

    private static string Key(string route, string? site) => KeyPrefix + EventIdentity.Hash($"{site}\n{route}")[..32];
}

/// <summary>A summary of late events that is being sent.</summary>
internal sealed record LatePlan
{
    public required CloudEvent Event { get; init; }

    /// <summary>The rows of its members.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];
}
