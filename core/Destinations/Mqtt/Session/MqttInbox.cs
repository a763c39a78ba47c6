using System.Threading.Channels;
using Butler.Core.Destinations.Mqtt.Connecting;
using Butler.Core.Destinations.Mqtt.Wire;
using Microsoft.Extensions.Logging;

namespace Butler.Core.Destinations.Mqtt.Session;

/// <summary>
/// Hands messages to their handler one after the other and acknowledges each when the handler is done with it, in the order they
/// came (MQTT 3.1.1 §4.6). It lies beside the reading, so that a slow handler holds up neither pings nor our own messages.
/// </summary>
internal sealed partial class MqttInbox(Func<MqttMessage, CancellationToken, Task>? handler, ILogger logger)
{
    private const int Capacity = 256;

    private readonly Channel<Entry> entries = Channel.CreateBounded<Entry>(Capacity);

    /// <summary>Puts a message behind the others; while all room is taken the connection is not read.</summary>
    /// <param name="message">The message; null for one that was handed on before.</param>
    /// <param name="answer">Its acknowledgement; null for quality 0.</param>
    /// <param name="link">The connection it came on, and which alone may carry the acknowledgement.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask PutAsync(MqttMessage? message, MqttPacket? answer, MqttLink link, CancellationToken cancellationToken)
    {
        var entry = new Entry(message, answer, link);
        if (entries.Writer.TryWrite(entry))
        {
            return;
        }

        link.IsHeldUp = true;
        await entries.Writer.WriteAsync(entry, cancellationToken);
        link.IsHeldUp = false;
    }

    /// <summary>Works until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var entry in entries.Reader.ReadAllAsync(stopping))
        {
            if (entry.Message is { } message && handler is not null)
            {
                await HandleAsync(message, stopping);
            }

            if (entry.Answer is { } answer)
            {
                await AnswerAsync(answer, entry.Link, stopping);
            }
        }
    }

    /// <summary>A handler's fault is told and ends there: sending the message again would not mend it.</summary>
    private async Task HandleAsync(MqttMessage message, CancellationToken stopping)
    {
        try
        {
            await handler!(message, stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            Log.Faulty(logger, fault, message.Topic);
        }
    }

    private async Task AnswerAsync(MqttPacket answer, MqttLink link, CancellationToken stopping)
    {
        try
        {
            await link.WriteAsync(answer, stopping);
        }
        catch (IOException gone)
        {
            Log.NotAcknowledged(logger, gone.Message); // the broker sends it again, if it keeps the session
        }
    }

    private sealed record Entry(MqttMessage? Message, MqttPacket? Answer, MqttLink Link);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The handler of an MQTT message to {Topic} failed")]
        public static partial void Faulty(ILogger logger, Exception fault, string topic);

        [LoggerMessage(2, LogLevel.Debug, "An MQTT message was handled but its connection had ended before it was acknowledged: {Reason}")]
        public static partial void NotAcknowledged(ILogger logger, string reason);
    }
}
