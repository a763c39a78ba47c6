using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// Passes messages to their handler one by one, and acknowledges each after the handler returns, in the order of arrival (MQTT 3.1.1
/// §4.6). It outlives connections, so that a slow handler delays neither pings, nor outgoing messages, nor a reconnect.
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

    /// <summary>A message of quality of service 2 was received.</summary>
    /// <returns>False when the message was received before, and must not be handled again.</returns>
    public bool Take(ushort id)
    {
        lock (gate)
        {
            return taken.Add(id);
        }
    }

    /// <summary>The broker will not send the message of quality of service 2 again (PUBREL).</summary>
    public void Release(ushort id)
    {
        lock (gate)
        {
            taken.Remove(id);
        }
    }

    /// <summary>Adds a message to the queue, and waits while the queue is full.</summary>
    /// <param name="message">The message; null for one that was handled before.</param>
    /// <param name="acknowledge">Acknowledges the message on its connection, if that is still open; null for quality of service 0.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public ValueTask PutAsync(MqttMessage? message, Func<Task>? acknowledge, CancellationToken cancellationToken) =>
        entries.Writer.WriteAsync(new Entry(message, acknowledge), cancellationToken);

    /// <summary>Runs until it is stopped.</summary>
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

    /// <summary>A handler's exception is only logged: the same message would fail again.</summary>
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
