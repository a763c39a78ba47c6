using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Storage;

namespace Butler.Functions.Plans;

/// <summary>The states of an event.</summary>
internal enum EventState
{
    /// <summary>The event was received; nothing is decided yet.</summary>
    Received,

    /// <summary>The plan is stored; sending may have begun.</summary>
    Planned,

    /// <summary>The whole plan is sent; from now on the same event is a duplicate.</summary>
    Done,
}

/// <summary>
/// The rows of the <c>Events</c> table: <c>received</c>, then <c>planned</c>, then <c>done</c>, each write requires the ETag of the
/// previous one.
/// </summary>
internal sealed class EventRows(ITables tables, TimeProvider time)
{
    /// <summary>The maximum length of a text; a property holds 32 K characters.</summary>
    private const int MaxText = 8000;

    /// <summary>Adds a new event; null when there is a row already.</summary>
    public async Task<EventRow?> AddAsync(
        CloudEvent @event, TaskEventData? task, ReadOnlyMemory<byte> encoded, Plan? plan, CancellationToken cancellationToken)
    {
        var (partition, row) = Keys(@event.Site, @event.Id);
        var entity = new TableRow(partition, row)
            .Set("State", plan is null ? "received" : "planned")
            .Set("Type", @event.Type)
            .Set("EventTime", @event.OrderTime)
            .Set("SeenTime", time.GetUtcNow())
            .SetShown("Task", task?.Task?.Name ?? task?.TaskName)
            .SetShown("TaskId", task?.TaskId)
            .SetShown("App", task?.App?.Name ?? task?.AppName)
            .Set("DurationMs", task?.Execution?.DurationMs)
            .Set("Error", Short(task?.ErrorLines is [var line, ..] ? line : task?.LogMessage))
            .SetPayload("Event", encoded.Span);
        SetPlan(entity, plan);
        return await tables.InsertAsync(TableNames.Events, entity, cancellationToken) is { } etag
            ? new EventRow(partition, row, etag, plan is null ? EventState.Received : EventState.Planned, plan)
            : null;
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
        return new EventRow(partition, row, entity.ETag!, State(entity), plan);
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
        var entity = new TableRow(row.PartitionKey, row.RowKey).Set("State", "planned");
        SetPlan(entity, plan);
        return await tables.MergeAsync(TableNames.Events, entity, row.ETag, cancellationToken) is { } etag
            ? row with { ETag = etag, State = EventState.Planned, Plan = plan }
            : null;
    }

    /// <summary>Marks an event as done. If another instance was faster, it followed the same plan.</summary>
    public Task FinishAsync(EventRow row, CancellationToken cancellationToken) =>
        tables.MergeAsync(
            TableNames.Events,
            new TableRow(row.PartitionKey, row.RowKey).Set("State", "done").Set("DoneTime", time.GetUtcNow()),
            row.ETag,
            cancellationToken);

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

    private static void SetPlan(TableRow entity, Plan? plan)
    {
        if (plan is not null)
        {
            entity.SetPayload("Plan", JsonSerializer.SerializeToUtf8Bytes(plan, PlanJson.Default.Plan))
                .Set("Routes", Joined(plan.Routes) ?? "")
                .Set("HeldBack", Joined(plan.HeldBack))
                .Set("Late", Joined(plan.Late))
                .Set("Muted", Joined(plan.Muted))
                .Set("Grouped", Joined([.. plan.Groups.Select(g => g.Route)]))
                .Set("NoRecipient", Joined(plan.NoRecipient));
        }
    }

    /// <summary>Joins names for people who read the table; the plan has the complete list.</summary>
    private static string? Joined(IReadOnlyList<string> names)
    {
        var text = string.Join(", ", names);
        return text.Length == 0 ? null : text.Length > MaxText ? TextCut.Beginning(text, MaxText) + "..." : text;
    }
}

/// <summary>An event's row as last read or written.</summary>
internal sealed record EventRow(string PartitionKey, string RowKey, string ETag, EventState State, Plan? Plan);
