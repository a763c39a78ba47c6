using Butler.Core.Azure.Tables;
using Butler.Functions.Alerts;
using Butler.Functions.Queues;
using Butler.Functions.Storage;

namespace Butler.Functions.Delivering;

/// <summary>The states of a delivery.</summary>
internal enum DeliveryState
{
    /// <summary>The delivery waits for its next attempt.</summary>
    Pending,

    /// <summary>An attempt holds the lease.</summary>
    Sending,

    /// <summary>A relay was asked to send the delivery, and has not answered yet.</summary>
    Relayed,

    /// <summary>The destination has received the delivery.</summary>
    Sent,

    /// <summary>The delivery was given up, and is kept for replay.</summary>
    Dead,
}

/// <summary>
/// The rows of the <c>Deliveries</c> table: partition event id, row delivery id. Each write requires the ETag of the previous one.
/// </summary>
internal sealed class DeliveryRows(ITables tables, TimeProvider time)
{
    /// <summary>The length of a lease: longer than any attempt, including the host's own limit.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Takes the lease of a new delivery; null when there is a row already.</summary>
    public Task<DeliveryRow?> AddAsync(DeliveryMessage delivery, string what, int attempt, int replay, CancellationToken cancellationToken)
    {
        var row = DeliveryRow.Of(delivery, attempt) with { LeaseUntil = time.GetUtcNow() + Lease, Replay = replay };
        return StoreAsync(
            row,
            entity => tables.InsertAsync(
                TableNames.Deliveries, DeliveryColumns.Set(entity.SetShown("What", what), delivery), cancellationToken));
    }

    /// <summary>Finds the row of a delivery; null if the row does not exist.</summary>
    public async Task<DeliveryRow?> FindAsync(string eventId, string deliveryId, CancellationToken cancellationToken) =>
        await tables.GetAsync(TableNames.Deliveries, TableKey.Escape(eventId), deliveryId, cancellationToken) is { } entity
            ? DeliveryRow.Of(entity)
            : null;

    /// <summary>
    /// Takes the lease for an attempt; null when another instance was faster. A dead delivery is removed from the index of the dead.
    /// </summary>
    public async Task<DeliveryRow?> LeaseAsync(DeliveryRow row, int attempt, int replay, CancellationToken cancellationToken)
    {
        var leased = row with { State = DeliveryState.Sending, Attempt = attempt, Replay = replay, LeaseUntil = time.GetUtcNow() + Lease };
        if (await MergeAsync(leased, null, cancellationToken) is not { } taken)
        {
            return null;
        }

        if (row.DeadTime is { } died)
        {
            await DeadIndex.RemoveAsync(tables, died, row.RowKey, cancellationToken);
        }

        return taken;
    }

    /// <summary>Records that the destination has received the delivery.</summary>
    public Task<DeliveryRow?> SentAsync(DeliveryRow row, string answer, CancellationToken cancellationToken) =>
        MergeAsync(
            row with { State = DeliveryState.Sent }, entity => entity.Set("Answer", answer).Set("SentTime", time.GetUtcNow()),
            cancellationToken);

    /// <summary>Records that a relay was asked. The message is stored, because only the relay's reply puts it on the queue again.</summary>
    public Task<DeliveryRow?> RelayedAsync(
        DeliveryRow row, string commandId, TriggerMessage message, CancellationToken cancellationToken) =>
        MergeAsync(
            row with { State = DeliveryState.Relayed, CommandId = commandId },
            entity => entity
                .Set("CommandId", commandId)
                .Set("RelayedTime", time.GetUtcNow())
                .Set("MessageLabel", message.Label)
                .Set("MessageProperties", DeliveryRowMessage.Write(message))
                .SetPayload("Message", message.Body.Span),
            cancellationToken);

    /// <summary>Records that the next attempt is on the queue.</summary>
    public Task<DeliveryRow?> PendingAsync(
        DeliveryRow row, int nextAttempt, DateTimeOffset nextTime, string reason, CancellationToken cancellationToken) =>
        MergeAsync(
            row with { State = DeliveryState.Pending, Attempt = nextAttempt, Reason = reason },
            entity => entity.Set("NextTime", nextTime),
            cancellationToken);

    /// <summary>
    /// Records that the message waits on the queue without an attempt, for example for a circuit, so that reconciling does not treat it as
    /// lost. A concurrent change of the row by another run proves the same.
    /// </summary>
    public async Task WaitingAsync(
        DeliveryMessage delivery, string what, int attempt, int replay, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (partition, row) = (TableKey.Escape(delivery.Event.Id), delivery.Delivery.Id);
        var known = await FindAsync(delivery.Event.Id, row, cancellationToken);
        if (known is null)
        {
            var entity = new TableRow(partition, row)
                .Set("State", "pending").Set("Attempt", attempt).Set("Replay", replay > 0 ? replay : null).Set("NextTime", until)
                    .Set("What", what);
            await tables.InsertAsync(TableNames.Deliveries, DeliveryColumns.Set(entity, delivery), cancellationToken);
        }
        else if (known.State != DeliveryState.Sent && known.Replay <= replay && (known.Replay < replay || known.Attempt <= attempt))
        {
            await tables.MergeAsync(
                TableNames.Deliveries, new TableRow(partition, row).Set("NextTime", until), known.ETag, cancellationToken);
        }
    }

    /// <summary>Records that the delivery was given up, and stores its message. <see cref="IndexAsync"/> follows.</summary>
    public Task<DeliveryRow?> DeadAsync(DeliveryRow row, string reason, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return MergeAsync(
            row with { State = DeliveryState.Dead, Reason = reason, DeadTime = now },
            entity => entity.Set("DeadTime", now).SetPayload("Message", message.Span),
            cancellationToken);
    }

    /// <summary>Adds a dead delivery to the index by day. A second call changes nothing.</summary>
    public Task IndexAsync(DeliveryRow row, DeliveryMessage delivery, string what, CancellationToken cancellationToken) =>
        DeadIndex.AddAsync(tables, row, delivery, what, cancellationToken);

    private Task<DeliveryRow?> MergeAsync(DeliveryRow row, Action<TableRow>? more, CancellationToken cancellationToken) =>
        StoreAsync(row, entity =>
        {
            more?.Invoke(entity);
            return tables.MergeAsync(TableNames.Deliveries, entity, row.ETag, cancellationToken);
        });

    private static async Task<DeliveryRow?> StoreAsync(DeliveryRow row, Func<TableRow, Task<string?>> store)
    {
        var entity = new TableRow(row.PartitionKey, row.RowKey)
            .Set("State", row.State.ToString().ToLowerInvariant())
            .Set("Attempt", row.Attempt)
            .Set("Replay", row.Replay > 0 ? row.Replay : null)
            .Set("LeaseUntil", row.LeaseUntil)
            .Set("Reason", row.Reason)
            .Set("MaybeArrived", row.MaybeArrived ? true : null);
        return await store(entity) is { } etag ? row with { ETag = etag } : null;
    }
}

/// <summary>A delivery's row as last read or written.</summary>
internal sealed record DeliveryRow(
    string PartitionKey, string RowKey, string ETag, DeliveryState State, int Attempt, DateTimeOffset? LeaseUntil, string? Reason)
{
    /// <summary>
    /// Whether an earlier attempt may have arrived: it stopped before its outcome was recorded, or the destination did not answer.
    /// </summary>
    public bool MaybeArrived { get; init; }

    /// <summary>The number of the replay; 0 for the first sending.</summary>
    public int Replay { get; init; }

    /// <summary>When its next attempt is due, UTC.</summary>
    public DateTimeOffset? NextTime { get; init; }

    /// <summary>When the delivery was last given up, UTC.</summary>
    public DateTimeOffset? DeadTime { get; init; }

    /// <summary>The channel's name; null in a row of an older version.</summary>
    public string? Channel { get; init; }

    /// <summary>The last command to a relay; null if there was none.</summary>
    public string? CommandId { get; init; }

    /// <summary>The message, while a relay has the delivery.</summary>
    public DeliveryRowMessage? Message { get; init; }

    /// <summary>A row that is not stored yet.</summary>
    public static DeliveryRow Of(DeliveryMessage delivery, int attempt) =>
        new(TableKey.Escape(delivery.Event.Id), delivery.Delivery.Id, "", DeliveryState.Sending, attempt, null, null);

    /// <summary>Reads a row.</summary>
    public static DeliveryRow Of(TableRow entity)
    {
        var state = Enum.TryParse<DeliveryState>(entity.Text("State"), ignoreCase: true, out var known) ? known : DeliveryState.Pending;
        return new DeliveryRow(
            entity.PartitionKey,
            entity.RowKey,
            entity.ETag ?? "",
            state,
            (int)(entity.Number("Attempt") ?? 0),
            entity.Date("LeaseUntil"),
            entity.Text("Reason"))
        {
            MaybeArrived = entity.Flag("MaybeArrived") ?? false,
            Replay = (int)(entity.Number("Replay") ?? 0),
            NextTime = entity.Date("NextTime"),
            DeadTime = entity.Date("DeadTime"),
            Channel = entity.Text("Channel"),
            CommandId = entity.Text("CommandId"),
            Message = state == DeliveryState.Relayed && entity.Payload("Message") is { } body
                ? new DeliveryRowMessage(body, entity.Text("MessageLabel"), DeliveryRowMessage.Read(entity.Text("MessageProperties")))
                : null,
        };
    }
}
