using Microsoft.Azure.Amqp.Encoding;

namespace Butler.Local.ServiceBus.Amqp.Requests;

/// <summary>The answer to a request.</summary>
/// <param name="Status">The code, as in HTTP.</param>
/// <param name="Description">The reason of a failure.</param>
/// <param name="Condition">The error condition of a failure.</param>
internal sealed record Response(int Status, string Description, string? Condition = null)
{
    public static Response Ok { get; } = new(200, "OK");

    public AmqpMap Body { get; init; } = new();

    public static Response With(string name, object value) => Ok with { Body = new AmqpMap { { new MapKey(name), value } } };
}
