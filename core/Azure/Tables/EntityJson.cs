using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Butler.Core.Azure.Tables;

/// <summary>Rows as the table service writes them: JSON, with an annotation for the types that JSON does not know.</summary>
internal static class EntityJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Encode(TableEntity entity)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        writer.WriteString("PartitionKey", entity.PartitionKey);
        writer.WriteString("RowKey", entity.RowKey);
        foreach (var (name, value) in entity.Properties)
        {
            Write(writer, name, value);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads one row; its ETag is the header's where there is one, else the body's.</summary>
    public static TableEntity Decode(JsonElement json, string? etag)
    {
        var entity = new TableEntity(json.GetProperty("PartitionKey").GetString()!, json.GetProperty("RowKey").GetString()!)
        {
            ETag = etag ?? (json.TryGetProperty("odata.etag", out var inBody) ? inBody.GetString() : null),
        };
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name is "PartitionKey" or "RowKey" || property.Name.Contains("odata.", StringComparison.Ordinal))
            {
                continue;
            }

            entity.Set(property.Name, Value(property.Value));
        }

        return entity;
    }

    /// <summary>The properties of both rows are the same: what one client wrote is what the other wanted to write.</summary>
    public static bool SameProperties(TableEntity written, TableEntity found) =>
        written.Properties.All(p => found.Properties.ContainsKey(p.Key) && p.Value switch
        {
            byte[] bytes => found.Binary(p.Key) is { } other && bytes.AsSpan().SequenceEqual(other),
            DateTimeOffset date => found.Date(p.Key) == date,
            int or long => found.Number(p.Key) == Convert.ToInt64(p.Value, CultureInfo.InvariantCulture),
            _ => p.Value.Equals(found.Properties[p.Key]),
        });

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteString(name, text);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case long number:
                Annotate(writer, name, "Edm.Int64");
                writer.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                Annotate(writer, name, "Edm.Double");
                writer.WriteNumber(name, number);
                break;
            case DateTimeOffset date:
                Annotate(writer, name, "Edm.DateTime");
                writer.WriteString(name, date.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                Annotate(writer, name, "Edm.Binary");
                writer.WriteBase64String(name, bytes);
                break;
        }
    }

    private static void Annotate(Utf8JsonWriter writer, string name, string type) => writer.WriteString(name + "@odata.type", type);

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetInt32(out var number) => number,
        JsonValueKind.Number => value.GetDouble(),
        _ => null,
    };
}
