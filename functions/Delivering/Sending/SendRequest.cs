using System.Globalization;
using Butler.Functions.Alerting;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;

namespace Butler.Functions.Delivering.Sending;

/// <summary>One attempt to send.</summary>
internal sealed record SendRequest
{
    /// <summary>The destination, the route's overrides put in.</summary>
    public required ChannelOptions Options { get; init; }

    /// <summary>What the channel made of the alert.</summary>
    public required ChannelMessage Message { get; init; }

    /// <summary>The delivery.</summary>
    public required DeliveryMessage Delivery { get; init; }

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Whether an earlier attempt may have arrived although nobody could note it.</summary>
    public bool PossibleDuplicate { get; init; }

    /// <summary>What the destination is told of the delivery itself, as headers; none is secret.</summary>
    public Dictionary<string, string> Headers()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Idempotency-Key"] = Delivery.Delivery.Id };
        if (Delivery.Delivery.Throttle is { HeldBack: > 0 } throttle)
        {
            headers["X-Butler-Held-Back"] = throttle.HeldBack.ToString(CultureInfo.InvariantCulture);
        }

        if (PossibleDuplicate)
        {
            headers["X-Butler-Possible-Duplicate"] = "true";
        }

        if (Message.TemplateFault is { } fault)
        {
            // A header holds visible ASCII only.
            headers["X-Butler-Template-Fault"] = new string([.. fault.Take(500).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
        }

        return headers;
    }
}
