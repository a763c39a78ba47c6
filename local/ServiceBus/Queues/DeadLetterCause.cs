using System.Globalization;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>Why a message was dead-lettered.</summary>
/// <param name="Reason">The reason; empty when the receiver gave none.</param>
/// <param name="Description">The description; empty when the receiver gave none.</param>
internal sealed record DeadLetterCause(string Reason, string Description)
{
    public static DeadLetterCause Expired { get; } =
        new("TTLExpiredException", "The message expired and was dead lettered.");

    public static DeadLetterCause DeliveredTooOften(int maxDeliveryCount) =>
        new("MaxDeliveryCountExceeded", string.Create(
            CultureInfo.InvariantCulture,
            $"Message could not be consumed after {maxDeliveryCount} delivery attempts."));

    /// <summary>Adds the cause to the message's properties for its receivers.</summary>
    public IReadOnlyDictionary<string, object> AddTo(IReadOnlyDictionary<string, object> properties)
    {
        var all = new Dictionary<string, object>(properties);
        Set(all, "DeadLetterReason", Reason);
        Set(all, "DeadLetterErrorDescription", Description);
        return all;
    }

    private static void Set(Dictionary<string, object> properties, string name, string text)
    {
        if (text.Length > 0)
        {
            properties[name] = text;
        }
    }
}
