using System.Globalization;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels;

/// <summary>One attempt to send.</summary>
internal sealed record SendRequest
{
    /// <summary>The destination, with the route's overrides.</summary>
    public required ChannelOptions Options { get; init; }

    /// <summary>The message that the channel rendered.</summary>
    public required ChannelMessage Message { get; init; }

    public required DeliveryMessage Delivery { get; init; }

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The number of the replay that this attempt belongs to; 0 for none.</summary>
    public int Replay { get; init; }

    /// <summary>The site whose relay sends, if a relay sends.</summary>
    public string Site { get; init; } = "";

    /// <summary>Whether an earlier attempt may have arrived without a record.</summary>
    public bool PossibleDuplicate { get; init; }

    /// <summary>The headers with information about the delivery. Only the operator's own headers may be secret.</summary>
    /// <param name="own">The operator's own headers, which replace others of the same name. Secret.</param>
    public Dictionary<string, string> Headers(IReadOnlyDictionary<string, string>? own = null)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Idempotency-Key"] = Delivery.Delivery.Id };
        if (Delivery.Delivery.Throttle is { HeldBack: > 0 } throttle)
        {
            headers["X-Butler-Held-Back"] = throttle.HeldBack.ToString(CultureInfo.InvariantCulture);
        }

        if (Delivery.Delivery.Reason is { } reason)
        {
            headers["X-Butler-Alert"] = reason.Kind.ToString().ToLowerInvariant();
            if (reason.Incident is { } incident)
            {
                headers["X-Butler-Incident"] = incident;
            }
        }

        if (PossibleDuplicate)
        {
            headers["X-Butler-Possible-Duplicate"] = "true";
        }

        if (Message.TemplateFault is { } fault)
        {
            // A header may hold only visible ASCII.
            headers["X-Butler-Template-Fault"] = new string([.. fault.Take(500).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
        }

        foreach (var (name, value) in own ?? new Dictionary<string, string>())
        {
            headers[name] = value;
        }

        return headers;
    }
}
