using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Storage;

namespace Butler.Functions.Plans;

/// <summary>The states of an event.</summary>
internal enum EventState
{
    /// <summary>The event was received; nothing is decided yet.</summary>
    Received,

    /// <summary>The plan is stored; sending may have begun.</summary>
    Planned,

    /// <summary>Each delivery is sent or on the queue; from now on the same event is a duplicate.</summary>
    Done,
}

/// <summary>
/// The rows of the <c>Events</c> table: <c>received</c>, then <c>planned</c>, then <c>done</c>, each write requires the ETag of the
/// previous one. The write of the plan is also the lease of all its deliveries. What is sent at the first attempt is recorded here, and has
/// no row of its own.
/// </summary>
internal sealed class EventRows(ITables tables, TimeProvider time)
{
    /// <summary>The maximum length of a text; a property holds 32 K characters.</summary>
    private const int MaxText = 8000;

    /// <summary>The length of the plan's lease: longer than any attempt, including the host's own limit.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Adds a new event; null when there is a row already.</summary>
    public async Task<EventRow?> AddAsync(
        CloudEvent @event, TaskEventData? task, ReadOnlyMemory<byte> encoded, Plan? plan, CancellationToken cancellationToken)
    {
        var (partition, row) = Keys(@event.Site, @event.Id);
        var added = Planned(new EventRow(partition, row, "", EventState.Received, null), plan);
        var cloud = @event.Tenant is null ? default : new EventFields(@event);
        var slow = @event.Type == EventTypes.TaskSlow ? new EventFields(@event) : default;
        var entity = new TableRow(partition, row)
            .Set("Type", @event.Type)
            .Set("EventTime", @event.OrderTime)
            .Set("SeenTime", time.GetUtcNow())
            .SetShown("Task", task?.Task?.Name ?? task?.TaskName)
            .SetShown("TaskId", task?.TaskId)
            .SetShown("Subject", @event.Subject)
            .SetShown("App", task is null ? cloud.Text("appName", "appId") : task.App?.Name ?? task.AppName)
            .Set("DurationMs", task?.Execution?.DurationMs)
            .Set("RunningMs", (long?)slow.Number("runningMs"))
            .Set("UsualMs", (long?)slow.Number("usualMs"))
            .Set("Error", Short(task?.ErrorLines is [var line, ..] ? line : task?.LogMessage ?? cloud.Text("errorMessage")))
            .SetPayload("Event", encoded.Span);
        SetPlan(entity, added);
        return await tables.InsertAsync(TableNames.Events, entity, cancellationToken) is { } etag ? added with { ETag = etag } : null;
    }

    /// <summary>Finds the row of an event; null if the row does not exist.</summary>
    public async Task<EventRow?> FindAsync(CloudEvent @event, CancellationToken cancellationToken)
    {
        var (partition, row) = Keys(@event.Site, @event.Id);
        if (await tables.GetAsync(TableNames.Events, partition, row, cancellationToken) is not { } entity)
        {
            return null;
        }

        var plan = entity.Payload("Plan") is { } json ? JsonSerializer.Deserialize(json, PlanJson.Default.Plan) : null;
        return new EventRow(partition, row, entity.ETag!, State(entity), plan)
        {
            LeaseUntil = entity.Date("LeaseUntil"),
            Sent = SentDeliveries.Of(entity),
        };
    }

    /// <summary>Reads a recorded event; null when its row has been deleted.</summary>
    public async Task<CloudEvent?> EventAsync(string? site, string id, CancellationToken cancellationToken)
    {
        var (partition, row) = Keys(site, id);
        return await tables.GetAsync(TableNames.Events, partition, row, cancellationToken) is { } entity
            && entity.Payload("Event") is { } encoded
            ? CloudEvent.Decode(encoded)
            : null;
    }

    /// <summary>Stores the plan; null when another instance was faster.</summary>
    public async Task<EventRow?> PlanAsync(EventRow row, Plan plan, CancellationToken cancellationToken)
    {
        var planned = Planned(row, plan);
        var entity = SetPlan(new TableRow(row.PartitionKey, row.RowKey), planned);
        return await tables.MergeAsync(TableNames.Events, entity, row.ETag, cancellationToken) is { } etag
            ? planned with { ETag = etag }
            : null;
    }

    /// <summary>Takes the lease of a plan whose run has stopped; null when another instance was faster.</summary>
    public Task<EventRow?> LeaseAsync(EventRow row, CancellationToken cancellationToken) =>
        MergeAsync(row with { LeaseUntil = time.GetUtcNow() + Lease }, cancellationToken);

    /// <summary>Records what was sent while the rest goes on; null when another instance has taken the lease.</summary>
    public Task<EventRow?> NoteAsync(EventRow row, CancellationToken cancellationToken) => MergeAsync(row, cancellationToken);

    /// <summary>Records what was sent, and ends the lease, because the run ends early.</summary>
    public Task<EventRow?> ReleaseAsync(EventRow row, CancellationToken cancellationToken) =>
        MergeAsync(row with { LeaseUntil = time.GetUtcNow() }, cancellationToken);

    /// <summary>
    /// Marks an event as done, with what was sent; null when another instance has taken the lease, and sends what it finds unrecorded.
    /// </summary>
    public Task<EventRow?> FinishAsync(EventRow row, CancellationToken cancellationToken) =>
        MergeAsync(row with { State = EventState.Done }, cancellationToken);

    /// <summary>The keys of an event. Two hexadecimal digits spread the events of a site over 256 partitions.</summary>
    public static (string Partition, string Row) Keys(string? site, string id) =>
        ($"{TableKey.Escape(site ?? "none")}-{EventIdentity.Hash(id)[..2]}", TableKey.Escape(id));

    private static string? Short(string? text) => text is { Length: > 200 } ? TextCut.Beginning(text, 200) + "..." : text;

    private static EventState State(TableRow entity) => entity.Text("State") switch
    {
        "done" => EventState.Done,
        "planned" => EventState.Planned,
        _ => EventState.Received,
    };

    /// <summary>A row with its plan. If the plan has nothing to do, the event is done.</summary>
    private EventRow Planned(EventRow row, Plan? plan) => plan is null ? row : row with
    {
        Plan = plan,
        IsNew = true,
        State = plan.IsEmpty ? EventState.Done : EventState.Planned,
        LeaseUntil = plan.IsEmpty ? null : time.GetUtcNow() + Lease,
    };

    private async Task<EventRow?> MergeAsync(EventRow row, CancellationToken cancellationToken)
    {
        var entity = SetState(new TableRow(row.PartitionKey, row.RowKey), row);
        row.Sent.Set(entity);
        var etag = await tables.MergeAsync(TableNames.Events, entity, row.ETag, cancellationToken);
        return etag is null ? null : row with { ETag = etag };
    }

    private TableRow SetState(TableRow entity, EventRow row) => entity
        .Set("State", row.State.ToString().ToLowerInvariant())
        .Set("LeaseUntil", row.State == EventState.Planned ? row.LeaseUntil : null)
        .Set("DoneTime", row.State == EventState.Done ? time.GetUtcNow() : null);

    private TableRow SetPlan(TableRow entity, EventRow row)
    {
        SetState(entity, row);
        if (row.Plan is { } plan)
        {
            entity.SetPayload("Plan", JsonSerializer.SerializeToUtf8Bytes(plan, PlanJson.Default.Plan))
                .Set("Routes", Joined(plan.Routes) ?? "")
                .Set("HeldBack", Joined(plan.HeldBack))
                .Set("Late", Joined(plan.Late))
                .Set("Muted", Joined(plan.Muted))
                .Set("Grouped", Joined([.. plan.Groups.Select(g => g.Route)]))
                .Set("NoRecipient", Joined(plan.NoRecipient));
        }

        return entity;
    }

    /// <summary>Joins names for people who read the table; the plan has the complete list.</summary>
    private static string? Joined(IReadOnlyList<string> names)
    {
        var text = string.Join(", ", names);
        return text.Length == 0 ? null : text.Length > MaxText ? TextCut.Beginning(text, MaxText) + "..." : text;
    }
}

/// <summary>An event's row as last read or written.</summary>
internal sealed record EventRow(string PartitionKey, string RowKey, string ETag, EventState State, Plan? Plan)
{
    /// <summary>Whether this run has stored the plan, so that nothing of it can have been sent before.</summary>
    public bool IsNew { get; init; }

    /// <summary>The end of the lease of the run that follows the plan, UTC; null without one.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>The deliveries that were sent at their first attempt.</summary>
    public SentDeliveries Sent { get; init; } = SentDeliveries.None;
}
