namespace Butler.Core.Telemetry;

/// <summary>
/// The names in traces and metrics. Tags hold names of the configuration, ids, types and counts: never a person, an address, a URL or a
/// text of an event.
/// </summary>
public static class TelemetryNames
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Source = "Butler";

    /// <summary>The event's id, as the semantic conventions for CloudEvents name it.</summary>
    public const string EventId = "cloudevents.event_id";

    /// <summary>The event's type.</summary>
    public const string EventType = "cloudevents.event_type";

    /// <summary>The queue, as the semantic conventions for messaging name it.</summary>
    public const string Queue = "messaging.destination.name";

    /// <summary>The messaging system, always <see cref="ServiceBus"/>.</summary>
    public const string MessagingSystem = "messaging.system";

    /// <summary>The value of <see cref="MessagingSystem"/> for Azure Service Bus.</summary>
    public const string ServiceBus = "servicebus";

    /// <summary>The type of an exception; its message may hold any text and is left out.</summary>
    public const string ErrorType = "error.type";

    /// <summary>How a piece of work ended.</summary>
    public const string Outcome = "butler.outcome";

    /// <summary>Why a datagram was refused.</summary>
    public const string Reason = "butler.reason";

    /// <summary>The channel's name in <c>butler.yaml</c>.</summary>
    public const string Channel = "butler.channel";

    /// <summary>The channel's type, such as <c>slack</c>.</summary>
    public const string ChannelType = "butler.channel.type";

    /// <summary>The route's name in <c>butler.yaml</c>.</summary>
    public const string Route = "butler.route";

    /// <summary>The id of a delivery, a hash.</summary>
    public const string DeliveryId = "butler.delivery.id";

    /// <summary>The number of an attempt, from 1.</summary>
    public const string Attempt = "butler.attempt";

    /// <summary>The site's name.</summary>
    public const string Site = "butler.site";

    /// <summary>The relay's name.</summary>
    public const string Relay = "butler.relay";
}
