using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Exceptions;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// Puts the messages of one connection into the inbox, and acknowledges each on the same connection after it has been handled.
/// </summary>
internal sealed partial class MqttReceiving(MqttSessionAdapter adapter, MqttInbox inbox, ILogger logger)
{
    /// <summary>Adds a message to the inbox; the next one is read afterwards.</summary>
    public async Task TakeAsync(MqttApplicationMessageReceivedEventArgs arrived)
    {
        arrived.AutoAcknowledge = false;
        var (message, id) = (arrived.ApplicationMessage, arrived.PacketIdentifier);
        var qos = (MqttQos)message.QualityOfServiceLevel;
        var isNew = qos < MqttQos.ExactlyOnce || inbox.Take(id);
        try
        {
            await inbox.PutAsync(
                isNew ? new MqttMessage(message.Topic, message.Payload.First, qos, message.Retain, message.Dup) : null,
                qos == MqttQos.AtMostOnce ? null : () => AcknowledgeAsync(arrived),
                adapter.Closed);
            adapter.MakeRoom();
        }
        catch (OperationCanceledException) when (isNew && qos == MqttQos.ExactlyOnce)
        {
            inbox.Release(id); // the broker sends it again, as a new message
            throw;
        }
    }

    private async Task AcknowledgeAsync(MqttApplicationMessageReceivedEventArgs arrived)
    {
        try
        {
            await arrived.AcknowledgeAsync(adapter.Closed);
        }
        catch (Exception gone) when (gone is MqttCommunicationException || adapter.Closed.IsCancellationRequested)
        {
            Log.NotAcknowledged(logger, gone.Message); // the broker sends it again, if it keeps the session
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "An MQTT message was handled but its connection had ended before it was acknowledged: {Reason}")]
        public static partial void NotAcknowledged(ILogger logger, string reason);
    }
}
