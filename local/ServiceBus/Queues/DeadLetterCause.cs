using System.Globalization;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>Why a message was set aside.</summary>
internal sealed record DeadLetterCause(string Reason, string Description)
{
    public static DeadLetterCause Expired { get; } =
        new("TTLExpiredException", "The message expired and was dead lettered.");

    public static DeadLetterCause DeliveredTooOften(int maxDeliveryCount) =>
        new("MaxDeliveryCountExceeded", string.Create(
            CultureInfo.InvariantCulture,
            $"Message could not be consumed after {maxDeliveryCount} delivery attempts."));
}
