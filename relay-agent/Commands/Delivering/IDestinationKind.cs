using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>A kind of destination, such as HTTP.</summary>
internal interface IDestinationKind
{
    /// <summary>Whether a destination of the relay's file is of this kind.</summary>
    bool CanHandle(DestinationOptions destination);

    /// <summary>Sends once. An invalid delivery is refused, not thrown.</summary>
    /// <exception cref="CommandRefusedException">The relay's file does not allow the delivery.</exception>
    /// <exception cref="OperationCanceledException">The relay stops.</exception>
    Task<DeliveryOutcome> SendAsync(DestinationOptions destination, DeliverArguments asked, CancellationToken stopping);
}
