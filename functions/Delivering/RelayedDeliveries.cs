using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.Core.Events;
using Butler.Functions.Delivering.Sending;
using Butler.Functions.Queues;
using Butler.Functions.Relays;
using Butler.Functions.Timers;

namespace Butler.Functions.Delivering;

/// <summary>
/// Tracks deliveries that a relay was asked to send. When its reply has arrived, or is overdue, the delivery goes back to its queue, where
/// <see cref="Deliver"/> ends the attempt like any other.
/// </summary>
internal sealed class RelayedDeliveries(
    DeliveryRows rows, CommandRows commands, DueRows due, IServiceBus bus, DeliveryCounts counts, TimeProvider time)
    : ICommandFollowUp, IDueHandler
{
    /// <summary>
    /// How long after its deadline a command's reply may arrive; commands that no relay received end on the dead-letter queue.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    string ICommandFollowUp.Kind => CommandKinds.Deliver;

    string IDueHandler.Kind => "relayed";

    /// <summary>Records that a relay was asked, and schedules a check for a missing reply. A second call does the same again.</summary>
    /// <returns>Null when another run, or the reply, was faster.</returns>
    public async Task<DeliveryRow?> RelayedAsync(
        TriggerMessage message, DeliveryRow lease, DeliveryOutcome.Relayed relayed, CancellationToken cancellationToken)
    {
        await WatchAsync(relayed.CommandId, cancellationToken);
        return await rows.RelayedAsync(lease, relayed.CommandId, message, cancellationToken);
    }

    /// <summary>Schedules a check of a delivery without a reply.</summary>
    public Task WatchAsync(string commandId, CancellationToken cancellationToken) =>
        due.WakeAsync(((IDueHandler)this).Kind, commandId, time.GetUtcNow() + RelaySender.Deadline + Grace, cancellationToken);

    /// <summary>The outcome; null while the reply may still arrive.</summary>
    public async Task<DeliveryOutcome?> OutcomeAsync(DeliveryRow row, CancellationToken cancellationToken)
    {
        var command = row.CommandId is { } id ? await commands.FindAsync(id, cancellationToken) : null;
        if (command is null)
        {
            return Lost("the command that asked a relay to send it is no longer known");
        }

        return RelayedOutcome.Of(command)
            ?? (command.Command.Deadline + Grace <= time.GetUtcNow() ? Lost($"relay {command.Command.Relay} was asked to send it, and has "
                + $"not reported the result") : null);

        static DeliveryOutcome.TryAgain Lost(string reason) => new(reason) { MaybeArrived = true };
    }

    /// <inheritdoc/>
    public async Task EndedAsync(CommandRow command, CancellationToken cancellationToken)
    {
        if (await FindAsync(command, cancellationToken) is not { } row)
        {
            return;
        }

        switch (row.State)
        {
            case DeliveryState.Relayed when row.CommandId == command.Command.Id:
                await BackAsync(row, "ended", cancellationToken);
                break;
            case DeliveryState.Sending:
                // The attempt that asked is about to record this, or has stopped. In both cases the delivery is processed again, and this
                // reply too.
                throw new TimeoutException($"the delivery {row.RowKey} is being attempted at the moment");
            case DeliveryState.Pending when RelayedOutcome.Of(command) is DeliveryOutcome.Sent sent:
                // The delivery was given up as lost, but has arrived: the waiting attempt on the queue has nothing left to do.
                if (await rows.SentAsync(row, sent.Answer, cancellationToken) is null)
                {
                    throw new TimeoutException($"the delivery {row.RowKey} was just changed");
                }

                if (row.Channel is { } channel)
                {
                    counts.AddSent(channel);
                }

                break;
        }
    }

    /// <inheritdoc/>
    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        if (await commands.FindAsync(timer.Id, cancellationToken) is { } command
            && await FindAsync(command, cancellationToken) is { State: DeliveryState.Relayed } row
            && row.CommandId == timer.Id)
        {
            await BackAsync(row, "due", cancellationToken);
        }
    }

    private async Task<DeliveryRow?> FindAsync(CommandRow command, CancellationToken cancellationToken) =>
        command.Command.Arguments?.Deserialize(CommandJson.Default.DeliverArguments) is { EventId: { } @event } arguments
            ? await rows.FindAsync(@event, arguments.DeliveryId, cancellationToken)
            : null;

    /// <summary>
    /// Puts the delivery on its queue again. The message id is derived from the command, so a second run changes nothing.
    /// </summary>
    private async Task BackAsync(DeliveryRow row, string why, CancellationToken cancellationToken)
    {
        if (row.Message is not { } message)
        {
            throw new InvalidOperationException($"The row of the delivery {row.RowKey} has no message.");
        }

        var id = $"{row.CommandId}:{why}";
        await bus.SendAsync(
            QueueNames.Deliveries,
            new QueueMessage
            {
                Body = message.Body,
                MessageId = EventIdentity.MessageId(id),
                Label = message.Label,
                Properties = new Dictionary<string, object>(message.Properties)
                {
                    [Rescheduler.IdProperty] = id,
                    [DeliveryProperties.Relayed] = "true",
                },
            },
            cancellationToken);
    }
}
