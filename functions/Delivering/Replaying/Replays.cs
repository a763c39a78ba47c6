using System.Globalization;
using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Plans;
using Butler.Functions.Queues;
using Butler.Functions.Storage;

namespace Butler.Functions.Delivering.Replaying;

/// <summary>
/// Puts dead deliveries back on the queue. The message is sent before the row is updated. Its id is the delivery's with the replay's
/// number, so that a repeated request, or one after a crash, is the same replay. Deliver counts attempts and time from the start.
/// </summary>
internal sealed class Replays(
    ITables tables, DeliveryFinder finder, FirstDeliveries first, RecordedEvents events, OpenDeliveries open, IServiceBus bus,
    TimeProvider time)
{
    /// <summary>
    /// A little more than the time for which the queue remembers message ids: an older request that has not started may be repeated.
    /// </summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(65);

    /// <summary>Replays a delivery.</summary>
    /// <param name="id">The delivery's id in a list.</param>
    /// <param name="force">Whether to replay a delivery that was sent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ProblemException">The delivery cannot be replayed now; the problem says why.</exception>
    public async Task<ReplayAnswer> ReplayAsync(string id, bool force, CancellationToken cancellationToken)
    {
        if (DeliveryReference.TryParse(id) is not { } reference || await finder.FindAsync(reference, cancellationToken) is not { } found)
        {
            throw new ProblemException(
                404, "No such delivery",
                $"There is no delivery {id}; GET /api/v4/deliveries lists them. Rows are deleted after the retention.");
        }

        var entity = found.Row;
        await RefuseAsync(entity, DeliveryRow.Of(entity), force, cancellationToken);
        if (found.First is { } sent)
        {
            entity = await first.MoveAsync(sent, cancellationToken) ?? throw Conflict("It was just changed.");
        }

        var row = DeliveryRow.Of(entity);
        var delivery = await MessageAsync(entity, reference, cancellationToken) with { Planned = time.GetUtcNow() };
        var replay = row.Replay + 1;
        var name = string.Create(CultureInfo.InvariantCulture, $"{row.RowKey}#r{replay}");
        await open.AddAsync([delivery.Delivery], delivery.Event, replay, cancellationToken);
        await SendAsync(
            new QueueMessage
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(delivery, AlertsJson.Default.DeliveryMessage),
                MessageId = EventIdentity.MessageId(name),
                Label = delivery.Event.Type,
                Properties = new Dictionary<string, object>
                {
                    [Rescheduler.IdProperty] = name,
                    [Rescheduler.AttemptProperty] = 1,
                    [DeliveryProperties.Replay] = replay,
                },
            },
            cancellationToken);

        // If the row has changed, Deliver has started, or another request has written the same.
        await tables.MergeAsync(
            TableNames.Deliveries,
            new TableRow(row.PartitionKey, row.RowKey).Set("ReplayAsked", replay).Set("ReplayAskedTime", time.GetUtcNow()),
            row.ETag,
            cancellationToken);
        return new ReplayAnswer(id, replay);
    }

    /// <summary>Replays the named or matching deliveries, one page at a time.</summary>
    /// <exception cref="ProblemException">The request is not valid.</exception>
    public async Task<ReplayPage> ReplayAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        var query = DeliveryQuery.Read(request);
        var (ids, continuation) = request.Ids is { } named
            ? named.Count <= 100 ? (named, null) : throw new ProblemException(
                400, "Not understood", $"There are {named.Count} ids; at most 100 are accepted in one request.")
            : await IdsAsync(query, cancellationToken);
        var replayed = new List<ReplayAnswer>();
        var skipped = new List<ReplaySkipped>();
        foreach (var id in ids)
        {
            try
            {
                replayed.Add(await ReplayAsync(id, force: false, cancellationToken));
            }
            catch (ProblemException e)
            {
                skipped.Add(new ReplaySkipped(id, e.Problem.Detail));
            }
        }

        return new ReplayPage { Count = replayed.Count, Replayed = replayed, Skipped = skipped, Continuation = continuation };
    }

    private async Task SendAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await bus.SendAsync(QueueNames.Deliveries, message, cancellationToken);
        }
        catch (BusException e) when (e.Fault is ServiceBusFault.TooLarge)
        {
            throw Conflict($"It is larger than a message may be: {e.Message}");
        }
    }

    private async Task<(IReadOnlyList<string> Ids, string? Continuation)> IdsAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var (items, continuation) = await finder.PageAsync(query, cancellationToken);
        return ([.. items.Select(i => i.Id)], continuation);
    }

    private async Task RefuseAsync(TableRow entity, DeliveryRow row, bool force, CancellationToken cancellationToken)
    {
        var state = entity.Text("State") ?? "pending";
        if (entity.Number("ReplayAsked") > row.Replay && entity.Date("ReplayAskedTime") is { } asked
            && asked + Remembered > time.GetUtcNow())
        {
            throw Conflict(
                string.Create(CultureInfo.InvariantCulture, $"Replay {row.Replay + 1} was asked for at {asked:u} and waits on the queue."));
        }

        if (state == "dead" || (state == "sent" && force))
        {
            return;
        }

        // A crash may have left an index row, which would list the delivery as dead.
        if (row.DeadTime is { } died)
        {
            await DeadIndex.RemoveAsync(tables, died, row.RowKey, cancellationToken);
        }

        throw Conflict(state switch
        {
            "sent" => string.Create(CultureInfo.InvariantCulture, $"It was sent at {entity.Date("SentTime"):u}; force=true sends it again, "
                + $"marked as a possible duplicate."),
            "pending" => string.Create(CultureInfo.InvariantCulture, $"Attempt {row.Attempt} follows at {entity.Date("NextTime"):u}: "
                + $"{row.Reason}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"It is {state}: attempt {row.Attempt} is under way."),
        });
    }

    /// <summary>The stored message of the delivery, or else the one from its event's plan.</summary>
    private async Task<DeliveryMessage> MessageAsync(TableRow entity, DeliveryReference reference, CancellationToken cancellationToken)
    {
        if (entity.Payload("Message") is { } kept)
        {
            return JsonSerializer.Deserialize(kept, AlertsJson.Default.DeliveryMessage)!;
        }

        var recorded = await events.FindAsync(
            entity.Text("Site"), entity.Text("EventId") ?? TableKey.Unescape(reference.PartitionKey), cancellationToken);
        return recorded?.Plan?.Deliveries.FirstOrDefault(d => d.Id == reference.RowKey) is { } planned
            ? new DeliveryMessage { Delivery = planned, Event = recorded.Event }
            : throw Conflict("Its event or its plan has been deleted, so it cannot be sent again.");
    }

    private static ProblemException Conflict(string detail) => new(409, "Cannot be replayed now", detail);
}
