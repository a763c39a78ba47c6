using System.Globalization;
using System.Text.Json;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;

namespace Butler.Core.Azure.ServiceBus.Amqp;

/// <summary>Messages as Azure.Messaging.ServiceBus has them.</summary>
internal static class AmqpMessages
{
    /// <exception cref="BusException">The service would not take it: an id is too long, for example.</exception>
    /// <exception cref="ArgumentException">A custom property is of a type that is not supported.</exception>
    public static ServiceBusMessage Write(QueueMessage message)
    {
        var properties = message.Properties.Select(property => (property.Key, Value: Normal(property.Value))).ToList();
        try
        {
            var written = new ServiceBusMessage(message.Body)
            {
                MessageId = message.MessageId,
                Subject = message.Label,
                CorrelationId = message.CorrelationId,
                ContentType = "application/json",
            };
            if (message.ScheduledEnqueueTime is { } at)
            {
                written.ScheduledEnqueueTime = at;
            }

            if (message.TimeToLive is { } life)
            {
                written.TimeToLive = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(life.TotalSeconds)));
            }

            properties.ForEach(property => written.ApplicationProperties[property.Key] = property.Value);
            return written;
        }
        catch (ArgumentException e)
        {
            throw new BusException(ServiceBusFault.BadRequest, $"Service Bus does not take the message: {e.Message}", e);
        }
    }

    /// <param name="queue">Where it came from.</param>
    /// <param name="received">The message.</param>
    public static LockedMessage Read(string queue, ServiceBusReceivedMessage received) => new()
    {
        Queue = queue,
        Body = Body(received.GetRawAmqpMessage().Body),
        LockToken = Guid.Parse(received.LockToken),
        MessageId = received.MessageId,
        Label = received.Subject,
        CorrelationId = received.CorrelationId,
        DeliveryCount = received.DeliveryCount,
        EnqueuedTime = received.EnqueuedTime,
        LockedUntil = received.LockedUntil,
        Properties = Read(received.ApplicationProperties),
    };

    /// <summary>What the client settles a message by.</summary>
    public static ServiceBusReceivedMessage Handle(LockedMessage message) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(lockTokenGuid: message.LockToken);

    /// <summary>A value as every other way in and out has it: whole numbers of 64 bits, text with whole characters.</summary>
    private static object Normal(object value)
    {
        using var json = JsonDocument.Parse(PropertyValue.Write(value));
        return PropertyValue.Read(json.RootElement)!;
    }

    /// <summary>A stranger may have sent other types: they become text, as they do on their way through the Functions host.</summary>
    private static Dictionary<string, object> Read(IReadOnlyDictionary<string, object?> properties)
    {
        var read = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in properties)
        {
            if (value is not null)
            {
                read[name] = PropertyValue.IsSupported(value) ? Normal(value) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            }
        }

        return read;
    }

    // A stranger may have sent a value that is not bytes; it holds nothing for us.
    private static ReadOnlyMemory<byte> Body(AmqpMessageBody body)
    {
        if (!body.TryGetData(out var sections))
        {
            return default;
        }

        var parts = sections!.ToList();
        return parts.Count == 1 ? parts[0] : parts.SelectMany(part => part.ToArray()).ToArray();
    }
}
