using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;
using Butler.Functions.Queues;
using Butler.Functions.Storage;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>Combines the events of a period in one alert; <see cref="Gatherings"/> stores the events until then.</summary>
internal sealed partial class Groups(
    ITables tables, ConfigurationSource configuration, Planner planner, EventRows events, DeliveryQueue queue, Gatherings gatherings,
    DueRows due,
    ILogger<Groups> logger)
    : IDueHandler
{
    /// <summary>The maximum number of members of one alert; further ones are in the next alert.</summary>
    public const int MaxMembers = 500;

    private const string RefusedPrefix = "refused-";

    /// <summary>The kind of timer that ends a group; its id is the group's partition.</summary>
    public string Kind => "group";

    /// <summary>Adds an event to its groups, and opens a group if the event is the first.</summary>
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
            await gatherings.JoinAsync(
                Kind, group.Key, group.Route, @event.Id, Wait(options, group.Route),
                row => row.SetPayload("Member", JsonSerializer.SerializeToUtf8Bytes(member, GatheringsJson.Default.GroupMember)),
                cancellationToken);
        }
    }

    /// <summary>Ends a due group. Another run, after a crash or in parallel, finds the plan and follows it.</summary>
    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        while (await gatherings.NextAsync(timer, MaxMembers, Opening, plan => FollowAsync(plan, cancellationToken), cancellationToken)
            is { } lot)
        {
            await CloseAsync(options, lot, cancellationToken);
        }

        (string Route, TimeSpan Wait) Opening(TableRow member)
        {
            var route = Member(member).Route;
            return (route, Wait(options, route));
        }
    }

    private async Task CloseAsync(ButlerOptions options, GatheredLot lot, CancellationToken cancellationToken)
    {
        var members = lot.Members.Select(Member).OrderBy(m => m.Summary.Order).ThenBy(m => m.Summary.Id, StringComparer.Ordinal).ToList();
        var first = await EventAsync(members[0], cancellationToken);
        if (options.Route(lot.Route) is not { } route)
        {
            Log.RouteGone(logger, lot.Route, members.Count);
            route = new RouteOptions { Name = lot.Route };
        }

        var plan = await planner.PlanGroupAsync(
            options, route, new GroupIdentity(lot.Open.PartitionKey, lot.Id), members, first, cancellationToken);
        var stored = new GroupPlan { First = members[0], Plan = plan, Members = [.. lot.Members.Select(r => r.RowKey)] };
        await gatherings.StoreAsync(lot, JsonSerializer.SerializeToUtf8Bytes(stored, GatheringsJson.Default.GroupPlan), cancellationToken);
    }

    /// <summary>Sends a plan, and then removes its members and the plan.</summary>
    private async Task FollowAsync(TableRow row, CancellationToken cancellationToken)
    {
        var stored = Read(Gatherings.Plan(row), row, GatheringsJson.Default.GroupPlan);
        var plan = stored.Plan;
        try
        {
            await queue.SendAsync(plan.Deliveries, await EventAsync(stored.First, cancellationToken), cancellationToken);
        }
        catch (RefusedMessageException e)
        {
            // The plan is kept in another row, so that it does not block later groups.
            var kept = new TableRow(row.PartitionKey, RefusedPrefix + row.RowKey).Set("Reason", e.Message)
                .SetPayload("Plan", Gatherings.Plan(row));
            await tables.UpsertAsync(TableNames.Incidents, kept, cancellationToken);
            Log.Refused(logger, string.Join(", ", plan.Routes), stored.Members.Count, e.Message);
        }

        foreach (var wake in plan.Wakes)
        {
            await due.WakeAtAsync(wake.Kind, wake.Id, wake.At, cancellationToken);
        }

        await gatherings.EndAsync(row, stored.Members, cancellationToken);
        Log.Sent(logger, plan.Routes.Count > 0 ? plan.Routes[0] : "", stored.Members.Count, plan.Deliveries.Count, plan.HeldBack.Count);
    }

    private async Task<CloudEvent> EventAsync(GroupMember member, CancellationToken cancellationToken) =>
        await events.EventAsync(member.Site, member.Summary.Id, cancellationToken) ?? EventSummaries.Event(member.Summary, member.Site);

    private static TimeSpan Wait(ButlerOptions options, string route) => options.Route(route)?.Group?.Wait ?? TimeSpan.Zero;

    private static GroupMember Member(TableRow row) => Read(row.Payload("Member"), row, GatheringsJson.Default.GroupMember);

    private static T Read<T>(byte[]? json, TableRow row, JsonTypeInfo<T> type)
        where T : class =>
        json is not null && JsonSerializer.Deserialize(json, type) is { } value
            ? value
            : throw new JsonException($"The row {row.RowKey} of {row.PartitionKey} cannot be read.");

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "The group of {Members} events of {Route} ended: {Deliveries} to deliver, {HeldBack} held back")]
        public static partial void Sent(ILogger logger, string route, int members, int deliveries, int heldBack);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The alert for the {Members} events of a group of {Route} cannot be sent completely, and is kept: {Reason}")]
        public static partial void Refused(ILogger logger, string route, int members, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The route {Route} is no longer configured; the {Members} waiting events of its "
            + "group are sent to its former channels")]
        public static partial void RouteGone(ILogger logger, string route, int members);
    }
}

/// <summary>An event that waits for the end of its group.</summary>
internal sealed record GroupMember
{
    public required EventSummary Summary { get; init; }

    public required string Route { get; init; }

    public string? Site { get; init; }

    /// <summary>The failing thing, for the incident; null if the event is not a failure.</summary>
    public string? Subject { get; init; }

    /// <summary>The targets of its own alert.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>The route's conditions that were treated as met because a value was unknown.</summary>
    public IReadOnlyList<string> FailedOpen { get; init; } = [];
}

/// <summary>The plan of an ended group.</summary>
internal sealed record GroupPlan
{
    /// <summary>The first of the members, whose event the alert has.</summary>
    public required GroupMember First { get; init; }

    public required Plan Plan { get; init; }

    /// <summary>The rows of its members.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];
}
