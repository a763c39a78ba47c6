using System.Collections;
using System.Globalization;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Requests;

/// <summary>A parsed request on a request-response link.</summary>
internal sealed class Request
{
    private readonly AmqpMap body;
    private readonly PropertiesMap properties;

    private Request(AmqpMessage message)
    {
        properties = message.ApplicationProperties?.Map ?? new PropertiesMap();
        body = message.ValueBody?.Value as AmqpMap ?? new AmqpMap();
        Text = message.ValueBody?.Value as string;
        Operation = Property("operation") ?? "";
    }

    public string Operation { get; }

    /// <summary>The body, if it is a text.</summary>
    public string? Text { get; }

    public static Request Read(AmqpMessage message) => new(message);

    public string? Property(string name) => properties[name] as string;

    /// <exception cref="BrokerException">The value is missing, or not of this type.</exception>
    public T Required<T>(string name) => body[new MapKey(name)] is T value ? value : throw Lacks(name);

    public T? Optional<T>(string name)
        where T : class => body[new MapKey(name)] as T;

    /// <summary>A whole number of any width.</summary>
    /// <exception cref="BrokerException">The value is missing, or not a whole number.</exception>
    public long Number(string name) => body[new MapKey(name)] is sbyte or byte or short or ushort or int or uint or long
        ? Convert.ToInt64(body[new MapKey(name)], CultureInfo.InvariantCulture)
        : throw Lacks(name);

    /// <summary>The members of an array or a list.</summary>
    /// <exception cref="BrokerException">The value is missing, or has members of another type.</exception>
    public IReadOnlyList<T> Many<T>(string name) =>
        body[new MapKey(name)] is IEnumerable many and not string && many.Cast<object>().All(one => one is T)
            ? [.. many.Cast<T>()]
            : throw Lacks(name);

    private static BrokerException Lacks(string name) => new(BrokerFault.BadRequest, $"The request lacks '{name}', or it is malformed.");
}
