using Butler.Core.Destinations;
using Butler.Core.Messages;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering.Sending;

namespace Butler.Functions.Delivering;

/// <summary>Renders an attempt's alert and sends it.</summary>
internal sealed partial class AttemptSender(ChannelFactory channels, Senders senders, IncidentLinks links, ILogger<AttemptSender> logger)
{
    public Task<DeliveryOutcome> SendAsync(DeliveryAttempt attempt, ChannelOptions channel, CancellationToken cancellationToken)
    {
        var delivery = attempt.Delivery;
        var message = ApiMessage.Of(delivery.Event) is { } written
            ? channels.Render(written, channel, attempt.Planned.Recipient)
            : channels.Create(channel).Render(Alert(attempt, channel));
        if (message.TemplateFault is { } fault)
        {
            Log.TemplateFaulty(logger, attempt.Planned.Channel, attempt.What, fault);
        }

        return senders.SendAsync(
            new SendRequest
            {
                Options = channel,
                Message = message,
                Delivery = delivery,
                Attempt = attempt.Lease.Attempt,
                Replay = attempt.Lease.Replay,
                Site = delivery.Event.Site ?? attempt.Options.Sites.Keys.FirstOrDefault() ?? "default",
                PossibleDuplicate = attempt.Lease.MaybeArrived,
            },
            cancellationToken);
    }

    private Alert Alert(DeliveryAttempt attempt, ChannelOptions channel) => new()
    {
        Event = attempt.Delivery.Event,
        Task = EventData.Task(attempt.Delivery.Event),
        Delivery = attempt.Planned,
        Site = attempt.Options.Site(attempt.Delivery.Event.Site),
        Links = attempt.Options.LinksOf(attempt.Delivery.Event),
        Options = channel,
        AcknowledgeUrl = attempt.Planned.Reason is { Incident: { } incident, Kind: not (AlertKind.Acknowledged or AlertKind.Resolved) }
            ? links.Of(incident)
            : null,
        PossibleDuplicate = attempt.Lease.MaybeArrived,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} sends {What} in its built-in form: {Fault}")]
        public static partial void TemplateFaulty(ILogger logger, string channel, string what, string fault);
    }
}
