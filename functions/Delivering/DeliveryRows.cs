using System.Globalization;
using Butler.Core.Tables;
using Butler.Functions.Hosting;

namespace Butler.Functions.Delivering;

/// <summary>How far a delivery has come.</summary>
internal enum DeliveryState
{
    /// <summary>Waits for its next attempt.</summary>
    Pending,

    /// <summary>An attempt holds the lease.</summary>
    Sending,

    /// <summary>A relay has been asked to send it, and has not answered yet.</summary>
    Relayed,

    /// <summary>The destination has it.</summary>
    Sent,

    /// <summary>Given up, kept for replay.</summary>
    Dead,
}

/// <summary>The rows of the <c>Deliveries</c> table: partition event id, row delivery id. Each step is under the ETag of the last.</summary>
internal sealed class DeliveryRows(ITables tables, TimeProvider time)
{
    /// <summary>Longer than any attempt may take, the host's own limit included.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Takes the lease of a delivery that nobody has touched; null when there is a row already.</summary>
    public Task<DeliveryRow?> AddAsync(string eventId, string deliveryId, string what, int attempt, CancellationToken cancellationToken)
    {
        var row = new DeliveryRow(TableKey.Escape(eventId), deliveryId, "", DeliveryState.Sending, attempt, time.GetUtcNow() + Lease, null);
        return StoreAsync(row, entity => tables.InsertAsync(TableNames.Deliveries, entity.Set("What", what), cancellationToken));
    }

    /// <summary>What is known of a delivery, or null.</summary>
    public async Task<DeliveryRow?> FindAsync(string eventId, string deliveryId, CancellationToken cancellationToken)
    {
        var entity = await tables.GetAsync(TableNames.Deliveries, TableKey.Escape(eventId), deliveryId, cancellationToken);
        if (entity is null)
        {
            return null;
        }

        var state = Enum.TryParse<DeliveryState>(entity.Text("State"), ignoreCase: true, out var known) ? known : DeliveryState.Pending;
        return new DeliveryRow(
            entity.PartitionKey,
            entity.RowKey,
            entity.ETag!,
            state,
            (int)(entity.Number("Attempt") ?? 0),
            entity.Date("LeaseUntil"),
            entity.Text("Reason"))
        {
            MaybeArrived = entity.Flag("MaybeArrived") ?? false,
            CommandId = entity.Text("CommandId"),
            Message = state == DeliveryState.Relayed && entity.Payload("Message") is { } body
                ? new DeliveryRowMessage(body, entity.Text("MessageLabel"), DeliveryRowMessage.Read(entity.Text("MessageProperties")))
                : null,
        };
    }

    /// <summary>Takes the lease for an attempt; null when another instance was faster.</summary>
    public Task<DeliveryRow?> LeaseAsync(DeliveryRow row, int attempt, CancellationToken cancellationToken) =>
        MergeAsync(row with { State = DeliveryState.Sending, Attempt = attempt, LeaseUntil = time.GetUtcNow() + Lease }, null, cancellationToken);

    /// <summary>The destination has it.</summary>
    public Task<DeliveryRow?> SentAsync(DeliveryRow row, string answer, CancellationToken cancellationToken) =>
        MergeAsync(row with { State = DeliveryState.Sent }, entity => entity.Set("Answer", answer).Set("SentTime", time.GetUtcNow()), cancellationToken);

    /// <summary>A relay has been asked; the message is kept, because only the relay's reply puts it on the queue again.</summary>
    public Task<DeliveryRow?> RelayedAsync(DeliveryRow row, string commandId, TriggerMessage message, CancellationToken cancellationToken) =>
        MergeAsync(
            row with { State = DeliveryState.Relayed, CommandId = commandId },
            entity => entity
                .Set("CommandId", commandId)
                .Set("RelayedTime", time.GetUtcNow())
                .Set("MessageLabel", message.Label)
                .Set("MessageProperties", DeliveryRowMessage.Write(message))
                .SetPayload("Message", message.Body.Span),
            cancellationToken);

    /// <summary>The next attempt lies on the queue.</summary>
    public Task<DeliveryRow?> PendingAsync(DeliveryRow row, int nextAttempt, DateTimeOffset nextTime, string reason, CancellationToken cancellationToken) =>
        MergeAsync(
            row with { State = DeliveryState.Pending, Attempt = nextAttempt, Reason = reason },
            entity => entity.Set("NextTime", nextTime),
            cancellationToken);

    /// <summary>It is given up; its message is kept, and an index row by day lets it be found.</summary>
    public async Task<DeliveryRow?> DeadAsync(DeliveryRow row, string reason, ReadOnlyMemory<byte> message, string what, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await tables.UpsertAsync(
            TableNames.Deliveries,
            new TableEntity("dead-" + now.ToString("yyyyMMdd", CultureInfo.InvariantCulture), row.RowKey)
                .Set("EventKey", row.PartitionKey).Set("What", what).Set("Reason", reason).Set("DeadTime", now),
            cancellationToken);
        return await MergeAsync(
            row with { State = DeliveryState.Dead, Reason = reason },
            entity => entity.Set("DeadTime", now).SetPayload("Message", message.Span),
            cancellationToken);
    }

    private Task<DeliveryRow?> MergeAsync(DeliveryRow row, Action<TableEntity>? more, CancellationToken cancellationToken) =>
        StoreAsync(row, entity =>
        {
            more?.Invoke(entity);
            return tables.MergeAsync(TableNames.Deliveries, entity, row.ETag, cancellationToken);
        });

    private static async Task<DeliveryRow?> StoreAsync(DeliveryRow row, Func<TableEntity, Task<string?>> store)
    {
        var entity = new TableEntity(row.PartitionKey, row.RowKey)
            .Set("State", row.State.ToString().ToLowerInvariant())
            .Set("Attempt", row.Attempt)
            .Set("LeaseUntil", row.LeaseUntil)
            .Set("Reason", row.Reason)
            .Set("MaybeArrived", row.MaybeArrived ? true : null);
        return await store(entity) is { } etag ? row with { ETag = etag } : null;
    }
}

/// <summary>A delivery's row as it was read or written last.</summary>
internal sealed record DeliveryRow(
    string PartitionKey, string RowKey, string ETag, DeliveryState State, int Attempt, DateTimeOffset? LeaseUntil, string? Reason)
{
    /// <summary>Whether an earlier attempt may have arrived: it was cut off before the note of what it did, or the destination gave no answer.</summary>
    public bool MaybeArrived { get; init; }

    /// <summary>The command that asked a relay last; null where none has been asked.</summary>
    public string? CommandId { get; init; }

    /// <summary>The message, while a relay has it.</summary>
    public DeliveryRowMessage? Message { get; init; }
}
