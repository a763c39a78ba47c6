using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering.Sending;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>
/// Sends one delivery under a lease: render, send, note it. A passing fault puts the next attempt on the queue; a refusal ends it.
/// What was cut off between the destination's answer and the note of it is sent again, marked as a possible duplicate.
/// </summary>
internal sealed partial class Deliver(
    ConfigurationSource configuration, DeliveryLeases leases, DeliveryRows rows, ChannelFactory channels, Senders senders, RelayedDeliveries relayed, FollowUps followUps,
    IncidentLinks links, PutOff putOff, IServiceBus bus, Circuits circuits, TimeProvider time, Random random, RepeatedTrouble trouble, ILogger<Deliver> logger)
    : IQueueHandler
{
    /// <summary>The property of a put-off message whose attempt has succeeded already: only the note of it is missing.</summary>
    public const string SentProperty = "sent";

    /// <summary>The property that counts the replays, from 1; absent on the first sending.</summary>
    public const string ReplayProperty = "replay";

    /// <summary>The property of a delivery that comes back from a relay: nothing is to be sent but a note of how it went.</summary>
    public const string RelayedProperty = "relayed";

    /// <summary>The property of a next attempt when an earlier one may have arrived.</summary>
    public const string MaybeArrivedProperty = "maybearrived";

    /// <summary>The property with the time at which a row last said that its message waits, as ISO 8601 text.</summary>
    public const string WaitNotedProperty = "waitnoted";

    /// <summary>How often the row of a delivery that waits without an attempt says so; less than what reconciling waits for.</summary>
    private static readonly TimeSpan WaitNoted = TimeSpan.FromMinutes(10);

    public async Task RunAsync(TriggerMessage message, CancellationToken cancellationToken)
    {
        var delivery = Recognise(message);
        var options = await configuration.CurrentAsync(cancellationToken);
        if (message.Text(SentProperty) is { } answer)
        {
            await NoteSentAsync(delivery, answer, cancellationToken);
            return;
        }

        var planned = delivery.Delivery;
        var channel = options.Sent(planned.Route, planned.Channel, planned.Escalated);
        using var pass = channel is null || message.Text(RelayedProperty) is not null
            ? null
            : await circuits.EnterAsync(planned.Channel, channel.DestinationOf(planned.Recipient), cancellationToken);
        if (channel is not null && pass is { IsIn: false } && await WaitsAsync(message, delivery, channel, pass, cancellationToken))
        {
            return;
        }

        var lease = await leases.TakeAsync(message, delivery, What(delivery), cancellationToken);
        switch (lease)
        {
            case { State: DeliveryState.Sent }:
                await followUps.SentAsync(delivery, cancellationToken);
                break;
            case { State: DeliveryState.Dead }:
                await rows.IndexAsync(lease, delivery, What(delivery), cancellationToken);
                await followUps.DeadAsync(delivery, lease, cancellationToken);
                break;
            case { State: DeliveryState.Relayed }:
                await AfterRelayAsync(message, delivery, channel, pass, lease, cancellationToken);
                break;
            case { State: DeliveryState.Sending }:
                await AttemptAsync(message, delivery, options, channel, pass, lease, cancellationToken);
                break;
        }
    }

    /// <summary>Puts off what its destination has no place for; that is no attempt. When it lasts, the row says until when it waits.</summary>
    /// <returns>False when it has waited for as long as it may: it is to be given up.</returns>
    private async Task<bool> WaitsAsync(
        TriggerMessage message, DeliveryMessage delivery, ChannelOptions channel, CircuitPass pass, CancellationToken cancellationToken)
    {
        var left = delivery.Planned + channel.GiveUpAfter - time.GetUtcNow();
        if (left <= TimeSpan.Zero && pass.Reason is not null)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var wait = pass.Wait < left || pass.Reason is null ? pass.Wait : left;
        var noted = message.Time(WaitNotedProperty) ?? message.FirstEnqueuedTime ?? now;
        if (now + wait - noted < WaitNoted)
        {
            await putOff.SendAsync(message, cancellationToken, wait);
            return true;
        }

        var properties = new Dictionary<string, object>(message.Properties, StringComparer.OrdinalIgnoreCase)
        {
            [WaitNotedProperty] = now.ToString("O", CultureInfo.InvariantCulture),
        };
        var until = await putOff.SendAsync(message with { Properties = properties }, cancellationToken, wait);
        await rows.WaitingAsync(
            delivery, What(delivery), message.Number(PutOff.AttemptProperty, 1), message.Number(ReplayProperty, 0), until, cancellationToken);
        return true;
    }

    private static DeliveryMessage Recognise(TriggerMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Body.Span, AlertsJson.Default.DeliveryMessage) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RefusedMessageException($"this is no delivery: {e.Message}", e);
        }
    }

    private async Task AttemptAsync(
        TriggerMessage message, DeliveryMessage delivery, ButlerOptions options, ChannelOptions? channel, CircuitPass? pass, DeliveryRow lease, CancellationToken cancellationToken)
    {
        var planned = delivery.Delivery;
        var outcome = (planned.Fault, channel, pass) switch
        {
            ({ } fault, _, _) => new DeliveryOutcome.Refused(fault),
            (_, null, _) => new DeliveryOutcome.Refused($"the channel {planned.Channel} is not configured any more"),
            (_, _, { IsIn: false }) => new DeliveryOutcome.Refused($"given up after {InWords(channel.GiveUpAfter)} of waiting: {pass.Reason}"),
            _ => await SendAsync(message, delivery, options, channel, lease, cancellationToken),
        };
        pass?.Tell(outcome);
        await EndAsync(message, delivery, channel, lease, outcome, cancellationToken);
    }

    /// <summary>Ends an attempt that a relay made, once it is known how; until then there is nothing to do but to see that it will be looked after.</summary>
    private async Task AfterRelayAsync(
        TriggerMessage message, DeliveryMessage delivery, ChannelOptions? channel, CircuitPass? pass, DeliveryRow row, CancellationToken cancellationToken)
    {
        if (await relayed.OutcomeAsync(row, cancellationToken) is { } outcome)
        {
            pass?.Tell(outcome);
            await EndAsync(message, delivery, channel, row, outcome, cancellationToken);
        }
        else
        {
            await relayed.WatchAsync(row.CommandId!, cancellationToken);
        }
    }

    /// <summary>Does what an attempt's outcome asks for.</summary>
    private async Task EndAsync(
        TriggerMessage message, DeliveryMessage delivery, ChannelOptions? channel, DeliveryRow lease, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        var planned = delivery.Delivery;
        var giveUpAfter = channel?.GiveUpAfter ?? TimeSpan.Zero;
        switch (outcome)
        {
            case DeliveryOutcome.Relayed asked:
                await relayed.RelayedAsync(message, lease, asked, cancellationToken);
                Log.Relayed(logger, asked.Relay, What(delivery), planned.Channel, lease.Attempt);
                break;
            case DeliveryOutcome.Sent sent:
                Log.Sent(logger, planned.Channel, What(delivery), sent.Answer, lease.Attempt);
                await SentAsync(message, delivery, lease, sent.Answer, cancellationToken);
                break;
            case DeliveryOutcome.TryAgain again when time.GetUtcNow() - delivery.Planned < giveUpAfter:
                await TryAgainAsync(message, delivery, lease, again, cancellationToken);
                break;
            case DeliveryOutcome.TryAgain exhausted:
                lease = lease with { MaybeArrived = lease.MaybeArrived || exhausted.MaybeArrived };
                await GiveUpAsync(message, delivery, lease, string.Create(CultureInfo.InvariantCulture, $"given up after {lease.Attempt} attempts: {exhausted.Reason}"), cancellationToken);
                break;
            case DeliveryOutcome.Refused refused:
                await GiveUpAsync(message, delivery, lease, refused.Reason, cancellationToken);
                break;
        }
    }

    private Task<DeliveryOutcome> SendAsync(
        TriggerMessage trigger, DeliveryMessage delivery, ButlerOptions options, ChannelOptions channel, DeliveryRow lease, CancellationToken cancellationToken)
    {
        var alert = new Alert
        {
            Event = delivery.Event,
            Encoded = delivery.Event.Encode(),
            Task = EventData.Task(delivery.Event),
            Delivery = delivery.Delivery,
            Site = options.Site(delivery.Event.Site),
            Links = options.Links,
            Options = channel,
            AcknowledgeUrl = delivery.Delivery.Reason is { Incident: { } incident, Kind: not AlertKind.Resolved } ? links.Of(incident) : null,
            PossibleDuplicate = lease.MaybeArrived,
        };
        var message = channels.Create(channel).Render(alert);
        if (message.TemplateFault is { } fault)
        {
            Log.TemplateFaulty(logger, delivery.Delivery.Channel, What(delivery), fault);
        }

        return senders.SendAsync(
            new SendRequest
            {
                Options = channel,
                Message = message,
                Delivery = delivery,
                Attempt = lease.Attempt,
                Replay = trigger.Number(ReplayProperty, 0),
                Site = delivery.Event.Site ?? options.Sites.Keys.FirstOrDefault() ?? "default",
                PossibleDuplicate = lease.MaybeArrived,
            },
            cancellationToken);
    }

    /// <summary>Notes the success. Where the tables are away just now, the queue remembers it instead, so that it is not sent twice.</summary>
    private async Task SentAsync(TriggerMessage message, DeliveryMessage delivery, DeliveryRow lease, string answer, CancellationToken cancellationToken)
    {
        try
        {
            await rows.SentAsync(lease, answer, cancellationToken);
            await followUps.SentAsync(delivery, cancellationToken);
        }
        catch (TableException e) when (e.IsTransient)
        {
            var remembered = new Dictionary<string, object>(message.Properties, StringComparer.OrdinalIgnoreCase) { [SentProperty] = answer };
            await putOff.SendAsync(message with { Properties = remembered }, cancellationToken);
            Log.NoteMissing(logger, delivery.Delivery.Channel, What(delivery), e.Message);
        }
    }

    private async Task NoteSentAsync(DeliveryMessage delivery, string answer, CancellationToken cancellationToken)
    {
        var row = await rows.FindAsync(delivery.Event.Id, delivery.Delivery.Id, cancellationToken);
        while (row is not null and not { State: DeliveryState.Sent } && await rows.SentAsync(row, answer, cancellationToken) is null)
        {
            row = await rows.FindAsync(delivery.Event.Id, delivery.Delivery.Id, cancellationToken);
        }

        await followUps.SentAsync(delivery, cancellationToken);
    }

    /// <summary>The next attempt is on the queue before the row says so: cut off in between, both attempts find the row and one of them goes on.</summary>
    private async Task TryAgainAsync(
        TriggerMessage message, DeliveryMessage delivery, DeliveryRow lease, DeliveryOutcome.TryAgain again, CancellationToken cancellationToken)
    {
        var next = lease.Attempt + 1;
        var id = message.Text(PutOff.IdProperty) ?? delivery.Delivery.Id;
        var properties = PutOff.Carried(message);
        foreach (var past in (string[])[PutOff.HopProperty, PutOff.FaultsProperty, PutOff.EnqueuedProperty, PutOff.DeadLetteredProperty, RelayedProperty, WaitNotedProperty])
        {
            properties.Remove(past);
        }

        properties[PutOff.IdProperty] = id;
        properties[PutOff.AttemptProperty] = next;
        if (lease.Replay > 0)
        {
            properties[ReplayProperty] = lease.Replay;
        }

        if (lease.MaybeArrived || again.MaybeArrived)
        {
            properties[MaybeArrivedProperty] = "true";
        }

        var at = time.GetUtcNow() + RetryPlan.Pause(lease.Attempt, again.RetryAfter, random);
        await bus.SendAsync(
            QueueNames.Deliveries,
            new QueueMessage
            {
                Body = message.Body,
                MessageId = EventIdentity.MessageId(id, next, hop: 0),
                Label = message.Label,
                ScheduledEnqueueTime = at,
                Properties = properties,
            },
            cancellationToken);
        await rows.PendingAsync(lease with { MaybeArrived = lease.MaybeArrived || again.MaybeArrived }, next, at, again.Reason, cancellationToken);
        if (trouble.IsWorthALine(delivery.Delivery.Channel, out var unwritten))
        {
            Log.TryAgain(logger, delivery.Delivery.Channel, What(delivery), lease.Attempt, again.Reason, at, unwritten);
        }
    }

    private async Task GiveUpAsync(TriggerMessage message, DeliveryMessage delivery, DeliveryRow lease, string reason, CancellationToken cancellationToken)
    {
        if (await rows.DeadAsync(lease, reason, message.Body, cancellationToken) is { } dead)
        {
            await rows.IndexAsync(dead, delivery, What(delivery), cancellationToken);
            await followUps.DeadAsync(delivery, dead, cancellationToken);
        }

        Log.Dead(logger, delivery.Delivery.Channel, What(delivery), reason);
    }

    private static string InWords(TimeSpan time) => time < TimeSpan.FromMinutes(2) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} seconds")
        : time < TimeSpan.FromHours(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} hours");

    private static string What(DeliveryMessage delivery) => $"{delivery.Event.Type} {delivery.Event.Id}";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Channel} has {What} ({Answer}, attempt {Attempt})")]
        public static partial void Sent(ILogger logger, string channel, string what, string answer, int attempt);

        [LoggerMessage(Level = LogLevel.Information, Message = "Relay {Relay} is asked to send {What} to {Channel} (attempt {Attempt})")]
        public static partial void Relayed(ILogger logger, string relay, string what, string channel, int attempt);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} has {What}, but that cannot be noted yet: {Reason}")]
        public static partial void NoteMissing(ILogger logger, string channel, string what, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} does not take {What} (attempt {Attempt}: {Reason}); again at {At:HH:mm:ss} ({Unwritten} like it since the last line)")]
        public static partial void TryAgain(ILogger logger, string channel, string what, int attempt, string reason, DateTimeOffset at, int unwritten);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Channel} will never take {What}, which is kept: {Reason}")]
        public static partial void Dead(ILogger logger, string channel, string what, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} sends {What} in its built-in form: {Fault}")]
        public static partial void TemplateFaulty(ILogger logger, string channel, string what, string fault);
    }
}
