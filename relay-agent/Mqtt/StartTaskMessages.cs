using System.Text;
using Butler.Core.Destinations.Mqtt;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Mqtt;

/// <summary>Handles the messages that start tasks. Each holds only the id of one task.</summary>
internal sealed partial class StartTaskMessages(string topic, IStartTaskByMqtt tasks, ILogger<StartTaskMessages> logger)
{
    private const int MaxShown = 60;

    /// <summary>Handles a message.</summary>
    public async Task HandleAsync(MqttMessage message, CancellationToken cancellationToken)
    {
        if (!MqttTopics.Matches(topic, message.Topic))
        {
            return;
        }

        if (message.Retain)
        {
            Log.Retained(logger, message.Topic); // it would start the task again at each connection
            return;
        }

        var text = Encoding.UTF8.GetString(message.Payload.Span[..Math.Min(message.Payload.Length, MaxShown)]).Trim();
        if (message.Payload.Length <= MaxShown && Guid.TryParseExact(text, "D", out var id))
        {
            await tasks.StartAsync(id, cancellationToken);
        }
        else
        {
            Log.NoTask(logger, message.Topic, message.Payload.Length);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A message to {Topic} is retained by the broker and starts nothing, because it would start the "
            + "task at each connection. Send it without retain")]
        public static partial void Retained(ILogger logger, string topic);

        [LoggerMessage(
            2, LogLevel.Warning, "A message to {Topic} of {Length} bytes starts nothing: it does not hold only the id of a task")]
        public static partial void NoTask(ILogger logger, string topic, int length);
    }
}
