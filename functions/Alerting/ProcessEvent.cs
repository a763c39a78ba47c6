using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Relays;
using Butler.Core.ServiceBus;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;

namespace Butler.Functions.Alerting;

/// <summary>
/// Takes an event through recognise, match, throttle, plan and send. The plan is stored before anything is sent; whoever comes
/// second, after a crash or beside the first, finds it and follows it.
/// </summary>
internal sealed partial class ProcessEvent(
    ConfigurationSource configuration, EventRows rows, Planner planner, LateEvents late, IServiceBus bus, TimeProvider time, ILogger<ProcessEvent> logger)
    : IQueueHandler
{
    public async Task RunAsync(TriggerMessage message, CancellationToken cancellationToken)
    {
        var (@event, task) = Recognise(message);
        var options = await configuration.CurrentAsync(cancellationToken);
        var row = await DecideAsync(options, @event, task, message.Body, cancellationToken);
        if (row.State == EventState.Done)
        {
            Log.Duplicate(logger, @event.Id);
            return;
        }

        await SendAsync(row.Plan!, @event, cancellationToken);
        await late.RecordAsync(row.Plan!.Late, @event, task, cancellationToken);
        await rows.FinishAsync(row, cancellationToken);
        Log.Processed(logger, @event.Type, @event.Id, row.Plan.Deliveries.Count, row.Plan.HeldBack.Count, row.Plan.Late.Count);
    }

    private static (CloudEvent Event, TaskEventData? Task) Recognise(TriggerMessage message)
    {
        try
        {
            var @event = CloudEvent.Decode(message.Body.Span);
            return (@event, EventData.Task(@event));
        }
        catch (JsonException e)
        {
            throw new RefusedMessageException($"this is no CloudEvents 1.0 event: {e.Message}", e);
        }
    }

    /// <summary>The event's row with its plan: the one that is stored, or a new one.</summary>
    private async Task<EventRow> DecideAsync(
        ButlerOptions options, CloudEvent @event, TaskEventData? task, ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken)
    {
        var matches = Planner.Match(options, @event, task);
        var isLate = time.GetUtcNow() - (@event.ReceivedTime ?? @event.Time) > options.MaxEventAge && @event.Type != EventTypes.EventLate;
        Plan? plan = null;
        if (isLate)
        {
            plan = new Plan { Routes = [.. matches.Select(m => m.Route.Name)], Late = [.. matches.Select(m => m.Route.Name)] };
        }
        else if (!Planner.NeedsThrottle(matches))
        {
            // Nothing is decided in tables, so row and plan are one write.
            plan = await planner.PlanAsync(@event, task, matches, cancellationToken);
        }

        var row = await rows.AddAsync(@event, task, encoded, plan, cancellationToken);
        while (true)
        {
            row ??= await rows.FindAsync(@event, cancellationToken) ?? await rows.AddAsync(@event, task, encoded, plan, cancellationToken);
            if (row is { State: not EventState.Received })
            {
                return row;
            }

            if (row is not null)
            {
                plan ??= await planner.PlanAsync(@event, task, matches, cancellationToken);
                row = await rows.PlanAsync(row, plan, cancellationToken);
            }
        }
    }

    private async Task SendAsync(Plan plan, CloudEvent @event, CancellationToken cancellationToken)
    {
        if (plan.Deliveries.Count == 0)
        {
            return;
        }

        var planned = time.GetUtcNow();
        var messages = plan.Deliveries.Select(delivery => new QueueMessage
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new DeliveryMessage { Delivery = delivery, Planned = planned, Event = @event }, AlertingJson.Default.DeliveryMessage),
            MessageId = EventIdentity.MessageId(delivery.Id),
            Label = @event.Type,
            Properties = new Dictionary<string, object> { [PutOff.IdProperty] = delivery.Id, [PutOff.AttemptProperty] = 1 },
        }).ToList();
        var rejected = await bus.SendBatchAsync(QueueNames.Deliveries, messages, cancellationToken);
        if (rejected.Count > 0)
        {
            throw new RefusedMessageException($"Service Bus will never take {rejected.Count} of its deliveries: {rejected[0].Reason}");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Type} {Id}: {Deliveries} to deliver, {HeldBack} held back, {Late} late")]
        public static partial void Processed(ILogger logger, string type, string id, int deliveries, int heldBack, int late);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Id} is a duplicate of an event that is done")]
        public static partial void Duplicate(ILogger logger, string id);
    }
}
