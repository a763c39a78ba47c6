using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>One way to deliver, such as by HTTP. A further kind of destination is one more of these.</summary>
internal interface IDestinationKind
{
    /// <summary>Whether a destination of the relay's file is of this kind.</summary>
    bool CanHandle(DestinationOptions destination);

    /// <summary>Sends once. What is wrong with the delivery itself is refused, not thrown.</summary>
    /// <exception cref="CommandRefusedException">The delivery asks for what the relay's file does not allow.</exception>
    /// <exception cref="OperationCanceledException">The relay stops.</exception>
    Task<DeliveryOutcome> SendAsync(DestinationOptions destination, DeliverArguments asked, CancellationToken stopping);
}
