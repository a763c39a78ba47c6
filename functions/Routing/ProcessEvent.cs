using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;
using Butler.Functions.QlikCloud.Enrichment;
using Butler.Functions.Queues;
using Butler.Functions.Tasks;

namespace Butler.Functions.Routing;

/// <summary>
/// Processes an event: recognize, match, throttle, plan, and make the first attempts. The plan is stored before anything is sent. A second
/// run, after a crash or in parallel, finds the plan and follows it.
/// </summary>
internal sealed partial class ProcessEvent(
    ConfigurationSource configuration, EventRows rows, Planner planner, PlanRuns runs, DistributePolling distributions,
    CloudArrivals cloud, EventTelemetry telemetry, TimeProvider time, ILogger<ProcessEvent> logger) : IQueueHandler
{
    /// <summary>The maximum length of the answers in the log.</summary>
    private const int MaxAnswers = 500;

    public async Task RunAsync(TriggerMessage message, CancellationToken cancellationToken)
    {
        var (@event, task, plan) = Recognise(message);
        using var run = telemetry.Start(@event);
        run.End(await ProcessAsync(message, @event, task, plan, cancellationToken));
    }

    /// <returns>Whether the event was a duplicate, for which nothing is left to do.</returns>
    private async Task<bool> ProcessAsync(
        TriggerMessage message, CloudEvent @event, TaskEventData? task, Plan? known, CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        var encoded = message.Body;
        if (known is null && @event.Tenant is not null)
        {
            var arrival = await cloud.PrepareAsync(@event, options, IsWanted(options, @event, task), cancellationToken);
            encoded = ReferenceEquals(arrival.Event, @event) ? encoded : arrival.Event.Encode();
            @event = arrival.Event;
            if (arrival.OnlyRecorded is { } reason)
            {
                Log.OnlyRecorded(logger, @event.Id, reason);
                known = new Plan();
            }
        }

        var row = await DecideAsync(options, @event, task, known, encoded, cancellationToken);
        if (row is { State: EventState.Done, IsNew: false })
        {
            Log.Duplicate(logger, @event.Id);
            return true;
        }

        var ended = row.State == EventState.Done
            ? row
            : await runs.FollowAsync(message, row, options, @event, task, cancellationToken);
        if (ended is not null)
        {
            Report(@event, ended.Plan!, ended.Sent);
        }

        return false;
    }

    /// <summary>Reads the event. A message names its receivers, so its plan is known at once.</summary>
    private static (CloudEvent Event, TaskEventData? Task, Plan? Plan) Recognise(TriggerMessage message)
    {
        try
        {
            var @event = CloudEvent.Decode(message.Body.Span);
            return (@event, EventData.Task(@event), MessagePlans.Of(@event));
        }
        catch (JsonException e)
        {
            throw new RefusedMessageException($"this is not a CloudEvents 1.0 event: {e.Message}", e);
        }
    }

    /// <summary>The event's row with its plan: the stored one, or a new one.</summary>
    private async Task<EventRow> DecideAsync(
        ButlerOptions options, CloudEvent @event, TaskEventData? task, Plan? known, ReadOnlyMemory<byte> encoded,
        CancellationToken cancellationToken)
    {
        var matches = known is null ? RouteMatching.Match(options, @event, task) : [];
        var isLate = IsLate(options, @event);
        Task<Plan> PlanAsync() => planner.PlanAsync(options, @event, task, matches, isLate, cancellationToken);

        // If planning does not use tables, row and plan are written together.
        var plan = known is not null ? known
            : !isLate && await distributions.IsToBeWaitedForAsync(@event, task, cancellationToken)
            ? new Plan { Routes = [.. matches.Select(m => m.Route.Name)], WaitsForEnd = true }
            : Planner.NeedsTables(options, @event, task, isLate ? [] : matches) ? null : await PlanAsync();
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
                plan ??= await PlanAsync();
                row = await rows.PlanAsync(row, plan, cancellationToken);
            }
        }
    }

    private bool IsLate(ButlerOptions options, CloudEvent @event) =>
        time.GetUtcNow() - (@event.ReceivedTime ?? @event.Time) > options.MaxEventAge && @event.Type != EventTypes.EventLate;

    /// <summary>Whether an alert may come of the event.</summary>
    private bool IsWanted(ButlerOptions options, CloudEvent @event, TaskEventData? task) => !IsLate(options, @event)
        && (RouteMatching.MayMatch(options, @event) || RecoveryStage.MayEnd(options, IncidentSubject.Of(@event, task)));

    /// <summary>Logs one line for the event: a line for each alert would cost more than the alert.</summary>
    private void Report(CloudEvent @event, Plan plan, SentDeliveries sent)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            var answers = plan.Deliveries.Where(delivery => sent.Find(delivery.Id) is not null)
                .Select(delivery => $"{delivery.Channel} ({sent.Find(delivery.Id)!.Answer})");
            Log.Processed(
                logger, @event.Type, @event.Id, TextCut.ToLength(string.Join(", ", answers.DefaultIfEmpty("nobody")), MaxAnswers),
                plan.Deliveries.Count - sent.Count, plan.HeldBack.Count, plan.Groups.Count, plan.Muted.Count, plan.Late.Count);
        }

        if (plan.NoRecipient.Count > 0)
        {
            Log.NoRecipient(logger, @event.Type, @event.Id, string.Join(", ", plan.NoRecipient));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "{Type} {Id}: sent to {Answers}; {Waiting} on the queue, {HeldBack} held back, {Grouped} grouped, {Muted} muted, "
                + "{Late} late")]
        public static partial void Processed(
            ILogger logger, string type, string id, string answers, int waiting, int heldBack, int grouped, int muted, int late);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} {Id} has no recipient at {Sends}, and is not sent there")]
        public static partial void NoRecipient(ILogger logger, string type, string id, string sends);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Id} is recorded only: {Reason}")]
        public static partial void OnlyRecorded(ILogger logger, string id, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Id} is a duplicate of an event that was already processed")]
        public static partial void Duplicate(ILogger logger, string id);
    }
}
