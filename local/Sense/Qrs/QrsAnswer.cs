using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Local.Sense.Qrs;

/// <summary>Writes answers like QRS.</summary>
internal static class QrsAnswer
{
    public static Task ObjectAsync(HttpContext context, JsonObject body, int status = StatusCodes.Status200OK) =>
        WriteAsync(context, status, writer => body.WriteTo(writer));

    // The objects may be shared, so they cannot become children of an array in this answer.
    public static Task ListAsync(HttpContext context, IEnumerable<JsonObject> items) =>
        WriteAsync(context, StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    });

    public static Task ValueAsync<T>(HttpContext context, T value, int status = StatusCodes.Status200OK) =>
        ObjectAsync(context, new JsonObject { ["value"] = JsonValue.Create(value), ["schemaPath"] = "Value" }, status);

    /// <summary>A refusal, with its reason as a JSON text.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string reason) =>
        WriteAsync(context, status, writer => writer.WriteStringValue(reason));

    public static Task NothingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        await using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory);
    }
}
