using Butler.Core.Destinations;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Console;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Mqtt;

namespace Butler.Functions.Delivering.Sending;

/// <summary>
/// Passes a channel's message to the right sender; without a <paramref name="relay"/>, only the function app itself can send.
/// </summary>
internal sealed class Senders(HttpSender http, MailSender mail, MqttSender mqtt, TerminalSender terminal, RelaySender? relay = null)
{
    /// <summary>Sends once. An exception is a fault of this program or of its queues and tables, never of the destination.</summary>
    public Task<DeliveryOutcome> SendAsync(SendRequest request, CancellationToken cancellationToken) => request.Message switch
    {
        ChannelMessage.Nothing nothing => Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Sent($"nothing to send: {nothing.Why}")),
        ChannelMessage.Impossible impossible => Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Refused(impossible.Why)),
        _ when request.Options.RelayDestination is { } destination =>
            (relay ?? throw new InvalidOperationException("There are no relays here.")).SendAsync(request, destination, cancellationToken),
        ChannelMessage.Http message => http.SendAsync(request, message, cancellationToken),
        ChannelMessage.Mqtt message => mqtt.SendAsync(request, message, cancellationToken),
        ChannelMessage.Mail message => mail.SendAsync(request, message, cancellationToken),
        ChannelMessage.Terminal message => terminal.SendAsync(message),
        _ => throw new InvalidOperationException($"No transport accepts {request.Message.GetType().Name} for {request.Options.Type}."),
    };
}
