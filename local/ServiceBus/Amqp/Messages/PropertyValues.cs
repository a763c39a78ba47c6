using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;

namespace Butler.Local.ServiceBus.Amqp.Messages;

/// <summary>Converts the values of custom properties between AMQP, with the additional types of Service Bus, and the queue.</summary>
internal static class PropertyValues
{
    private const string TimeSpanName = "com.microsoft:timespan";
    private const string UriName = "com.microsoft:uri";
    private const string DateTimeOffsetName = "com.microsoft:datetime-offset";

    /// <summary>Reads a map of custom properties. A property without a value is left out.</summary>
    /// <exception cref="AmqpException">A value is of a type that a property cannot have.</exception>
    public static Dictionary<string, object> Read(IEnumerable<KeyValuePair<MapKey, object>>? map)
    {
        var properties = new Dictionary<string, object>();
        foreach (var (key, value) in map ?? [])
        {
            if (value is not null)
            {
                var name = key.ToString();
                properties[name] = FromAmqp(name, value);
            }
        }

        return properties;
    }

    public static object ToAmqp(object value) => value switch
    {
        byte[] bytes => new ArraySegment<byte>(bytes),
        DateTimeOffset moment => new DescribedType(new AmqpSymbol(DateTimeOffsetName), moment.UtcTicks),
        TimeSpan span => new DescribedType(new AmqpSymbol(TimeSpanName), span.Ticks),
        Uri uri => new DescribedType(new AmqpSymbol(UriName), uri.OriginalString),
        _ => value,
    };

    private static object FromAmqp(string name, object value)
    {
        var plain = value switch
        {
            ArraySegment<byte> bytes => bytes.ToArray(),
            AmqpSymbol symbol => symbol.Value,
            DescribedType { Descriptor: AmqpSymbol descriptor } described => (descriptor.Value, described.Value) switch
            {
                (DateTimeOffsetName, long ticks) => new DateTimeOffset(ticks, TimeSpan.Zero),
                (TimeSpanName, long ticks) => new TimeSpan(ticks),
                (UriName, string text) => new Uri(text, UriKind.RelativeOrAbsolute),
                _ => described,
            },
            _ => value,
        };
        return PropertyCodec.CanHold(plain)
            ? plain
            : throw new AmqpException(
                AmqpErrorCode.InvalidField, $"The property '{name}' is of the type {value.GetType().Name}, which is not supported.");
    }
}
