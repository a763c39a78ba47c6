using Butler.Local.ServiceBus.Amqp.Messages;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Links;

/// <summary>Applies a receiver's outcome to its message.</summary>
internal sealed class Settlement(BrokerQueue queue, bool deadLetter)
{
    private const string Reason = "DeadLetterReason";
    private const string Description = "DeadLetterErrorDescription";

    /// <returns>False when the lock was lost.</returns>
    /// <exception cref="AmqpException">Service Bus does not support the outcome.</exception>
    public bool Apply(Guid lockToken, DeliveryState? state) => state switch
    {
        Accepted => queue.Complete(deadLetter, null, lockToken),
        Released or null => queue.Release(deadLetter, lockToken),
        Modified { UndeliverableHere: true } modified =>
            queue.Defer(deadLetter, lockToken, PropertyValues.Read(modified.MessageAnnotations)),
        Modified modified => queue.Abandon(deadLetter, null, lockToken, PropertyValues.Read(modified.MessageAnnotations)),
        Rejected rejected => DeadLetter(lockToken, rejected.Error),
        _ => throw new AmqpException(AmqpErrorCode.NotImplemented, $"The outcome {state} is not supported."),
    };

    /// <summary>Keys of the information are symbols or strings, depending on the client.</summary>
    private bool DeadLetter(Guid lockToken, Error? error)
    {
        var changes = PropertyValues.Read(error?.Info);
        var cause = new DeadLetterCause(
            changes.GetValueOrDefault(Reason) as string ?? "", changes.GetValueOrDefault(Description) as string ?? "");
        changes.Remove(Reason);
        changes.Remove(Description);
        return queue.DeadLetter(deadLetter, lockToken, cause, changes);
    }
}
