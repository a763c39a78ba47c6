using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.Serialization;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Butler.Core.Text;

namespace Butler.Core.Azure.ServiceBus.Amqp;

/// <summary>What the exceptions of Azure.Messaging.ServiceBus mean.</summary>
internal static class AmqpFaults
{
    private const int MaxDetail = 300;

    /// <summary>The exception that a failed call becomes; null: it is not the service's, or the caller gave up.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="what">What was tried, such as <c>sending to queue events</c>.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static BusException? Find(Exception exception, string what, CancellationToken cancellationToken) =>
        Fault(exception, cancellationToken) is { } fault
            ? new BusException(fault, $"Service Bus failed when {what}: {Detail(exception)}", exception)
            : null;

    private static ServiceBusFault? Fault(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => null,
        ObjectDisposedException => null,
        ServiceBusException known => Fault(known.Reason),
        UnauthorizedAccessException or AuthenticationFailedException => ServiceBusFault.Unauthorized,
        ArgumentException or FormatException or SerializationException or InvalidOperationException or NotSupportedException =>
            ServiceBusFault.BadRequest,
        IOException or SocketException or WebSocketException or TimeoutException or OperationCanceledException =>
            ServiceBusFault.Unavailable,
        _ => null,
    };

    private static ServiceBusFault Fault(ServiceBusFailureReason reason) => reason switch
    {
        ServiceBusFailureReason.MessagingEntityNotFound or ServiceBusFailureReason.MessagingEntityDisabled => ServiceBusFault.NoSuchQueue,
        ServiceBusFailureReason.MessageLockLost or ServiceBusFailureReason.MessageNotFound => ServiceBusFault.LockLost,
        ServiceBusFailureReason.MessageSizeExceeded => ServiceBusFault.TooLarge,
        ServiceBusFailureReason.QuotaExceeded => ServiceBusFault.QuotaExceeded,
        _ => ServiceBusFault.Unavailable,
    };

    /// <summary>
    /// The first 300 characters, without the advice that the client appends, and the cause, such as a proxy's answer. Neither repeats
    /// credentials.
    /// </summary>
    private static string Detail(Exception exception)
    {
        var message = exception.Message;
        var advice = message.IndexOf(" For troubleshooting information", StringComparison.Ordinal);
        var text = advice < 0 ? message : message[..advice];
        var cause = exception.GetBaseException();
        return TextCut.ToLength(cause == exception || text.Contains(cause.Message, StringComparison.Ordinal)
            ? text
            : $"{text.TrimEnd('.')}: {cause.Message}", MaxDetail);
    }
}
