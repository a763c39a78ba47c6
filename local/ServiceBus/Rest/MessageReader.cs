using System.Buffers;
using System.Text;
using System.Text.Json;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.ServiceBus.Rest;

/// <summary>Reads the request of a sender: one message, whose body is the request's, or a JSON array of many.</summary>
internal static class MessageReader
{
    private const string BatchType = "application/vnd.microsoft.servicebus.json";

    /// <exception cref="BrokerException">The request is malformed or larger than the queue allows.</exception>
    public static async Task<IReadOnlyList<OutgoingMessage>> ReadAsync(HttpRequest request, int maxBytes)
    {
        var isBatch = request.ContentType?.StartsWith(BatchType, StringComparison.OrdinalIgnoreCase) == true;
        var body = await ReadBodyAsync(request, maxBytes);
        return isBatch ? ReadBatch(body) : [ReadOne(request, body)];
    }

    private static OutgoingMessage ReadOne(HttpRequest request, byte[] body)
    {
        var message = new OutgoingMessage
        {
            Body = body,
            ContentType = request.ContentType,
            Properties = CustomHeaders.Read(request.Headers),
        };
        if (!request.Headers.TryGetValue(BrokerProperties.Header, out var header))
        {
            return message;
        }

        using var json = ParseJson(Encoding.UTF8.GetBytes(header.ToString()), "The BrokerProperties header");
        return BrokerProperties.Read(json.RootElement, message);
    }

    private static List<OutgoingMessage> ReadBatch(byte[] body)
    {
        using var json = ParseJson(body, "The batch");
        if (json.RootElement.ValueKind != JsonValueKind.Array || json.RootElement.GetArrayLength() == 0)
        {
            throw new BrokerException(BrokerFault.BadRequest, "A batch must be a JSON array with at least one message.");
        }

        var messages = new List<OutgoingMessage>(json.RootElement.GetArrayLength());
        foreach (var element in json.RootElement.EnumerateArray())
        {
            messages.Add(ReadElement(element));
        }

        return messages;
    }

    private static OutgoingMessage ReadElement(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("Body", out var body) || body.ValueKind != JsonValueKind.String)
        {
            throw new BrokerException(BrokerFault.BadRequest, "Each message of a batch must be an object whose Body is a string.");
        }

        var message = new OutgoingMessage { Body = Encoding.UTF8.GetBytes(body.GetString()!), Properties = ReadProperties(element) };
        return element.TryGetProperty(BrokerProperties.Header, out var properties) ? BrokerProperties.Read(properties, message) : message;
    }

    private static Dictionary<string, object> ReadProperties(JsonElement element)
    {
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        if (!element.TryGetProperty("UserProperties", out var json) || json.ValueKind == JsonValueKind.Null)
        {
            return properties;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new BrokerException(BrokerFault.BadRequest, "UserProperties must be a JSON object.");
        }

        foreach (var property in json.EnumerateObject())
        {
            if (!CustomHeaders.IsName(property.Name) || !PropertyText.TryRead(property.Value, out var value))
            {
                throw new BrokerException(
                    BrokerFault.BadRequest,
                    $"The property '{property.Name}' must have a header's name and a string, number or boolean as its value.");
            }

            properties[property.Name] = value;
        }

        return properties;
    }

    private static JsonDocument ParseJson(byte[] json, string what)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException fault)
        {
            throw new BrokerException(BrokerFault.BadRequest, $"{what} is not JSON: {fault.Message}");
        }
    }

    /// <summary>Reads the body, and checks the limit while reading, so that no request can use more memory.</summary>
    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
        {
            throw SendRules.TooLarge(request.ContentLength.Value, maxBytes);
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            var buffer = read.Buffer;
            if (buffer.Length > maxBytes)
            {
                throw SendRules.TooLarge(buffer.Length, maxBytes);
            }

            if (read.IsCompleted)
            {
                var body = buffer.ToArray();
                request.BodyReader.AdvanceTo(buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
