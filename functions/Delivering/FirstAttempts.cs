using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Butler.Core.Azure.Tables;
using Butler.Core.Destinations;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;

namespace Butler.Functions.Delivering;

/// <summary>
/// Makes the first attempts of a plan side by side, under the lease of the event's row. What was sent is recorded in that row. What a relay
/// sends, what waits, and what fails goes to the queue, where <see cref="Deliver"/> continues.
/// </summary>
internal sealed partial class FirstAttempts(
    DeliveryAttempts attempts, AttemptEnds ends, DeliveryRows rows, Circuits circuits, DeliveryQueue queue, OpenDeliveries open,
    EventRows events, DeliveryCounts counts, TimeProvider time, ILogger<FirstAttempts> logger)
{
    /// <summary>What has been sent is recorded after this time, even though another destination has not answered yet.</summary>
    private static readonly TimeSpan NoteAfter = TimeSpan.FromSeconds(2);

    /// <summary>The pause of a delivery whose first attempt has failed unexpectedly.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Attempts all deliveries of a new plan, but those that the row says were sent.</summary>
    public async Task<FirstRun> RunAsync(EventRow row, CloudEvent @event, ButlerOptions options, CancellationToken cancellationToken)
    {
        var run = new Run(@event, options, new Lazy<Task>(() => open.AddPlanAsync(@event, cancellationToken)));
        var now = time.GetUtcNow();
        var unsent = row.Plan!.Deliveries.Where(delivery => row.Sent.Find(delivery.Id) is null).ToList();
        foreach (var delivery in unsent.Where(Waits))
        {
            run.Waiting.Enqueue(new WaitingDelivery(delivery));
        }

        var all = Task.WhenAll(
            unsent.Where(delivery => !Waits(delivery)).Select(delivery => AttemptAsync(delivery, run, cancellationToken)));
        var failures = new[]
        {
            await FailureAsync(() => FlushAsync(run, cancellationToken)),
            await FailureAsync(async () => row = await NoteAsync(row, all, run, cancellationToken)),
            await FailureAsync(() => all),
            await FailureAsync(() => FlushAsync(run, cancellationToken)),
        };
        return new FirstRun(row with { Sent = row.Sent.With(run.Sent) }, Array.Find(failures, failure => failure is not null));

        bool Waits(PlannedDelivery delivery) => delivery.NotBefore > now || !IsOwn(delivery, options);
    }

    /// <summary>
    /// Continues a plan whose run has stopped: what has no outcome goes to the queue, and is marked where it may have arrived.
    /// </summary>
    public async Task<FirstRun> ResumeAsync(
        EventRow row, CloudEvent @event, ButlerOptions options, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var waiting = row.Plan!.Deliveries.Where(delivery => row.Sent.Find(delivery.Id) is null).Select(
            delivery => new WaitingDelivery(delivery, MayHaveArrived: !(delivery.NotBefore > now) && IsOwn(delivery, options)));
        return new FirstRun(row, await FailureAsync(() => queue.SendPlannedAsync([.. waiting], @event, cancellationToken)));
    }

    private async Task AttemptAsync(PlannedDelivery delivery, Run run, CancellationToken cancellationToken)
    {
        try
        {
            var channel = Channel(delivery, run.Options);
            using var pass = channel is null
                ? null
                : await circuits.EnterAsync(delivery.Channel, channel.DestinationOf(delivery.Recipient), cancellationToken);
            if (pass is { IsIn: false })
            {
                run.Waiting.Enqueue(new WaitingDelivery(delivery, pass.Wait));
                return;
            }

            var message = new DeliveryMessage { Delivery = delivery, Planned = time.GetUtcNow(), Event = run.Event };
            await AttemptAsync(
                new DeliveryAttempt
                {
                    Delivery = message,
                    Options = run.Options,
                    Channel = channel,
                    Pass = pass,
                    Lease = DeliveryRow.Of(message, attempt: 1),
                },
                run,
                cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The fault of one delivery must not hold up the others: the queue tries this one again by itself.
            run.Waiting.Enqueue(new WaitingDelivery(delivery, Pause, MayHaveArrived: true));
            Log.Failed(logger, delivery.Channel, run.Event.Id, e);
        }
    }

    private async Task AttemptAsync(DeliveryAttempt attempt, Run run, CancellationToken cancellationToken)
    {
        var outcome = await attempts.SendAsync(attempt, cancellationToken);
        if (outcome is DeliveryOutcome.Sent sent)
        {
            attempt.Pass?.Report(outcome);
            run.Sent[attempt.Planned.Id] = new SentDelivery(sent.Answer, time.GetUtcNow());
            counts.AddPlanned(attempt.Planned.Channel);
            ends.Arrived(attempt);
            return;
        }

        await run.Indexed.Value;
        if (await rows.AddAsync(attempt.Delivery, attempt.What, attempt: 1, replay: 0, cancellationToken) is { } lease)
        {
            await attempts.EndAsync(attempt with { Lease = lease }, outcome, cancellationToken);
            counts.AddPlanned(attempt.Planned.Channel);
        }
    }

    /// <summary>The failure of an action. The caller throws it after it has recorded what was sent.</summary>
    private static async Task<ExceptionDispatchInfo?> FailureAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Puts what waits on the queue.</summary>
    private async Task FlushAsync(Run run, CancellationToken cancellationToken)
    {
        var some = new List<WaitingDelivery>();
        while (run.Waiting.TryDequeue(out var waiting))
        {
            some.Add(waiting);
        }

        await queue.SendPlannedAsync(some, run.Event, cancellationToken);
    }

    /// <summary>When some attempts take long: records what has been sent, and puts what waits on the queue.</summary>
    private async Task<EventRow> NoteAsync(EventRow row, Task all, Run run, CancellationToken cancellationToken)
    {
        if (!all.IsCompleted)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(all, Task.Delay(NoteAfter, time, enough.Token));
            await enough.CancelAsync();
        }

        if (all.IsCompleted)
        {
            return row;
        }

        await FlushAsync(run, cancellationToken);
        if (run.Sent.IsEmpty)
        {
            return row;
        }

        row = row with { Sent = row.Sent.With(run.Sent) };
        try
        {
            return await events.NoteAsync(row, cancellationToken) ?? row;
        }
        catch (TableException e)
        {
            Log.NotNoted(logger, row.RowKey, e.Message); // the end of the run writes it again
            return row;
        }
    }

    /// <summary>Whether the function app itself makes the attempt.</summary>
    private static bool IsOwn(PlannedDelivery delivery, ButlerOptions options) =>
        delivery.Fault is not null || Channel(delivery, options)?.RelayDestination is null;

    private static ChannelOptions? Channel(PlannedDelivery delivery, ButlerOptions options) =>
        options.Sent(delivery.Route, delivery.Channel, delivery.Escalated);

    /// <summary>The first attempts of one event.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="Options">The configuration.</param>
    /// <param name="Indexed">Adds the plan to the index of open deliveries, once.</param>
    private sealed record Run(CloudEvent Event, ButlerOptions Options, Lazy<Task> Indexed)
    {
        public ConcurrentDictionary<string, SentDelivery> Sent { get; } = new();

        public ConcurrentQueue<WaitingDelivery> Waiting { get; } = [];
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error, Message = "The first attempt of {EventId} at {Channel} failed unexpectedly; it is tried again")]
        public static partial void Failed(ILogger logger, string channel, string eventId, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "What was sent of {EventId} cannot be recorded yet: {Reason}")]
        public static partial void NotNoted(ILogger logger, string eventId, string reason);
    }
}

/// <summary>The result of a plan's first attempts.</summary>
/// <param name="Row">The event's row, with what was sent.</param>
/// <param name="Failure">Why not all deliveries are sent or on the queue; null if they are.</param>
internal sealed record FirstRun(EventRow Row, ExceptionDispatchInfo? Failure);
