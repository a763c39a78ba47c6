using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// Hands messages to their handler one after the other and acknowledges each when the handler is done with it, in the order they
/// came (MQTT 3.1.1 §4.6). It outlives connections, so that a slow handler holds up neither pings, our own messages nor a reconnect.
/// </summary>
internal sealed partial class MqttInbox(Func<MqttMessage, CancellationToken, Task>? handler, ILogger logger)
{
    private const int Capacity = 256;

    private readonly Channel<Entry> entries = Channel.CreateBounded<Entry>(Capacity);
    private readonly Lock gate = new();
    private readonly HashSet<ushort> taken = [];

    /// <summary>A connection begins.</summary>
    public void Resume(bool sessionPresent)
    {
        lock (gate)
        {
            if (!sessionPresent)
            {
                taken.Clear();
            }
        }
    }

    /// <summary>A message of quality 2 came.</summary>
    /// <returns>False when it came before, and must not be handed on again.</returns>
    public bool Take(ushort id)
    {
        lock (gate)
        {
            return taken.Add(id);
        }
    }

    /// <summary>The broker will not send the message of quality 2 again (PUBREL).</summary>
    public void Release(ushort id)
    {
        lock (gate)
        {
            taken.Remove(id);
        }
    }

    /// <summary>Puts a message behind the others, and waits while all room is taken.</summary>
    /// <param name="message">The message; null for one that was handed on before.</param>
    /// <param name="acknowledge">Acknowledges it on the connection it came on, if that still stands; null for quality 0.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask PutAsync(MqttMessage? message, Func<Task>? acknowledge, CancellationToken cancellationToken) =>
        entries.Writer.WriteAsync(new Entry(message, acknowledge), cancellationToken);

    /// <summary>Works until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var (message, acknowledge) in entries.Reader.ReadAllAsync(stopping))
        {
            if (message is not null && handler is not null)
            {
                await HandleAsync(message, stopping);
            }

            if (acknowledge is not null)
            {
                await acknowledge();
            }
        }
    }

    /// <summary>A handler's fault is logged and ends there: sending the message again would not fix it.</summary>
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

    private sealed record Entry(MqttMessage? Message, Func<Task>? Acknowledge);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The handler of an MQTT message to {Topic} failed")]
        public static partial void Faulty(ILogger logger, Exception fault, string topic);
    }
}
