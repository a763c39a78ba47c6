using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.FunctionsHost.Handler;

/// <summary>
/// Writes the payload that the real host posts to a custom handler: strings as JSON in a JSON string, numbers and booleans as JSON strings,
/// bytes as base64, times in whole seconds, dictionaries as objects, without nulls.
/// </summary>
internal sealed class PayloadWriter(TimeProvider time) : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // The fields of a text message, which replace the host's fields of the same names.
    private readonly HashSet<string> spoofed = new(StringComparer.OrdinalIgnoreCase);
    private readonly PooledBuffer buffer = new();
    private Utf8JsonWriter? writer;

    public ReadOnlyMemory<byte> Timer(FunctionDefinition function, TimerStatus? status, bool isPastDue, bool manual)
    {
        var json = Begin();
        json.WriteStartObject(function.Trigger.Binding);
        json.WriteStartObject("Schedule");
        json.WriteBoolean("AdjustForDST", true);
        json.WriteEndObject();
        if (status is null)
        {
            json.WriteNull("ScheduleStatus");
        }
        else
        {
            json.WriteStartObject("ScheduleStatus");
            json.WriteString("Last", Whole(status.Last));
            json.WriteString("Next", Whole(status.Next));
            json.WriteString("LastUpdated", Whole(status.LastUpdated));
            json.WriteEndObject();
        }

        json.WriteBoolean("IsPastDue", isPastDue);
        json.WriteEndObject();
        BeginMetadata(json);
        if (manual)
        {
            Quoted(json, function.Trigger.Binding, "manual");
        }

        return End(json, function.Name);
    }

    public ReadOnlyMemory<byte> Message(FunctionDefinition function, BrokerMessage message)
    {
        var trigger = (QueueTrigger)function.Trigger;
        spoofed.Clear();
        var json = Begin();
        if (trigger.Binary)
        {
            json.WriteBase64String(trigger.Binding, message.Body.Span);
            BeginMetadata(json);
        }
        else
        {
            var text = Encoding.UTF8.GetString(message.Body.Span);
            Quoted(json, trigger.Binding, text);
            BeginMetadata(json);
            LeakFields(json, text);
        }

        Plain(json, "DeliveryCount", message.DeliveryCount);
        Text(json, "DeadLetterSource", message.DeadLetterSource);
        Text(json, "LockToken", message.LockToken.ToString());
        Time(json, "ExpiresAtUtc", message.ExpiresAt, offset: false);
        Time(json, "ExpiresAt", message.ExpiresAt, offset: true);
        Time(json, "EnqueuedTimeUtc", message.EnqueuedTime, offset: false);
        Time(json, "EnqueuedTime", message.EnqueuedTime, offset: true);
        Text(json, "MessageId", message.MessageId);
        Text(json, "ContentType", message.ContentType);
        Text(json, "ReplyTo", message.ReplyTo);
        Plain(json, "SequenceNumber", message.SequenceNumber);
        Text(json, "To", message.To);
        Text(json, "Subject", message.Label);
        Text(json, "Label", message.Label);
        Text(json, "CorrelationId", message.CorrelationId);
        Properties(json, "ApplicationProperties", message.Properties);
        Properties(json, "UserProperties", message.Properties);
        Text(json, "SessionId", message.SessionId);
        Text(json, "PartitionKey", message.PartitionKey);
        foreach (var ignored in (ReadOnlySpan<string>)["MessageReceiver", "MessageActions", "ReceiveActions", "Client"])
        {
            json.WriteStartObject(ignored);
            json.WriteEndObject();
        }

        return End(json, function.Name);
    }

    public void Dispose()
    {
        writer?.Dispose();
        buffer.Dispose();
    }

    private static string Whole(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string WholeUtc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private Utf8JsonWriter Begin()
    {
        buffer.Clear();
        writer ??= new Utf8JsonWriter(buffer, Options);
        writer.Reset(buffer);
        writer.WriteStartObject();
        writer.WriteStartObject("Data");
        return writer;
    }

    private static void BeginMetadata(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteStartObject("Metadata");
    }

    private ReadOnlyMemory<byte> End(Utf8JsonWriter json, string function)
    {
        json.WriteStartObject("sys");
        json.WriteString("MethodName", function);
        json.WriteString("UtcNow", WholeUtc(time.GetUtcNow()));
        json.WriteString("RandGuid", Guid.NewGuid());
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.Written;
    }

    /// <summary>A string that holds JSON: the text in quotes, with JSON escapes.</summary>
    private static void Quoted(Utf8JsonWriter json, string name, string text) =>
        json.WriteString(name, $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    private void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null && !spoofed.Contains(name))
        {
            Quoted(json, name, text);
        }
    }

    private void Plain(Utf8JsonWriter json, string name, long number)
    {
        if (!spoofed.Contains(name))
        {
            json.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Time(Utf8JsonWriter json, string name, DateTimeOffset at, bool offset)
    {
        if (!spoofed.Contains(name))
        {
            json.WriteString(name, offset ? Whole(at) : WholeUtc(at));
        }
    }

    private void Properties(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, object> properties)
    {
        if (spoofed.Contains(name))
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in properties)
        {
            json.WritePropertyName(key);
            switch (value)
            {
                case string text: json.WriteStringValue(text); break;
                case bool flag: json.WriteBooleanValue(flag); break;
                case long number: json.WriteNumberValue(number); break;
                case int number: json.WriteNumberValue(number); break;
                case double: json.WriteRawValue(PropertyText.Format(value)); break;
                case DateTimeOffset at: json.WriteStringValue(Whole(at)); break;
                default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            }
        }

        json.WriteEndObject();
    }

    /// <summary>The fields of a JSON object in a text body replace the host's metadata.</summary>
    private void LeakFields(Utf8JsonWriter json, string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('{') || !TryParse(text, out var document))
        {
            return;
        }

        using (document)
        {
            foreach (var field in document.RootElement.EnumerateObject())
            {
                // The host ignores keys that end in "trigger", and arrays.
                if (field.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Null
                    || field.Name.EndsWith("trigger", StringComparison.OrdinalIgnoreCase)
                    || !spoofed.Add(field.Name))
                {
                    continue;
                }

                if (field.Value.ValueKind == JsonValueKind.Object)
                {
                    json.WritePropertyName(field.Name);
                    field.Value.WriteTo(json);
                }
                else
                {
                    Quoted(json, field.Name, field.Value.ToString());
                }
            }
        }
    }

    private static bool TryParse(string text, out JsonDocument document)
    {
        try
        {
            document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            document = null!;
            return false;
        }
    }
}
