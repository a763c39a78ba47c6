using Butler.Core.Destinations;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.Delivering;

/// <summary>Makes an attempt and acts on its outcome.</summary>
internal sealed partial class DeliveryAttempts(
    AttemptSender sender, AttemptEnds ends, NextAttempts next, RelayedDeliveries relayed, DeliveryTelemetry telemetry, TimeProvider time,
    ILogger<DeliveryAttempts> logger)
{
    /// <summary>Continues from the state of the row.</summary>
    public async Task RunAsync(DeliveryAttempt attempt, CancellationToken cancellationToken)
    {
        switch (attempt.Lease.State)
        {
            case DeliveryState.Sent or DeliveryState.Dead:
                await ends.FollowAsync(attempt, cancellationToken);
                break;
            case DeliveryState.Relayed when await relayed.OutcomeAsync(attempt.Lease, cancellationToken) is { } outcome:
                await EndAsync(attempt, outcome, cancellationToken);
                break;
            case DeliveryState.Relayed:
                await relayed.WatchAsync(attempt.Lease.CommandId!, cancellationToken);
                break;
            case DeliveryState.Sending:
                await EndAsync(attempt, await SendAsync(attempt, cancellationToken), cancellationToken);
                break;
        }
    }

    /// <summary>Records a success that the queue carries.</summary>
    public Task RecordSentAsync(DeliveryMessage delivery, string answer, CancellationToken cancellationToken) =>
        ends.RecordSentAsync(delivery, answer, cancellationToken);

    /// <summary>Renders and sends. An exception is a fault of this program or of its queues and tables.</summary>
    public async Task<DeliveryOutcome> SendAsync(DeliveryAttempt attempt, CancellationToken cancellationToken) => attempt switch
    {
        { Planned.Fault: { } fault } => new DeliveryOutcome.Refused(fault),
        { Channel: null } => new DeliveryOutcome.Refused($"the channel {attempt.Planned.Channel} is no longer configured"),
        { Pass: { IsIn: false } pass, Channel: var channel } =>
            new DeliveryOutcome.Refused($"given up after {DurationText.Words(channel.GiveUpAfter)} of waiting: {pass.Reason}"),
        { Channel: var channel } => await SendAsync(attempt, channel, cancellationToken),
    };

    /// <summary>Records the outcome in the delivery's row, and acts on it.</summary>
    public async Task EndAsync(DeliveryAttempt attempt, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        attempt.Pass?.Report(outcome);
        var giveUpAfter = attempt.Channel?.GiveUpAfter ?? TimeSpan.Zero;
        switch (outcome)
        {
            case DeliveryOutcome.Relayed asked:
                await relayed.RelayedAsync(attempt.Message, attempt.Lease, asked, cancellationToken);
                Log.Relayed(logger, asked.Relay, attempt.What, attempt.Planned.Channel, attempt.Lease.Attempt);
                break;
            case DeliveryOutcome.Sent sent:
                await ends.SentAsync(attempt, sent.Answer, cancellationToken);
                break;
            case DeliveryOutcome.TryAgain again when time.GetUtcNow() - attempt.Delivery.Planned < giveUpAfter:
                await next.AddAsync(attempt, again, cancellationToken);
                break;
            case DeliveryOutcome.TryAgain last:
                await ends.ExhaustedAsync(attempt, last, cancellationToken);
                break;
            case DeliveryOutcome.Refused refused:
                await ends.DeadAsync(attempt, refused.Reason, cancellationToken);
                break;
        }
    }

    private async Task<DeliveryOutcome> SendAsync(DeliveryAttempt attempt, ChannelOptions channel, CancellationToken cancellationToken)
    {
        using var run = telemetry.Start(attempt, channel);
        var outcome = await sender.SendAsync(attempt, channel, cancellationToken);
        run.End(outcome);
        return outcome;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Relay {Relay} is asked to send {What} to {Channel} (attempt {Attempt})")]
        public static partial void Relayed(ILogger logger, string relay, string what, string channel, int attempt);
    }
}
