using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Local.QlikCloud.Events;

namespace Butler.Local.QlikCloud.Control;

/// <summary>Reads and writes the bodies of the control addresses. An unknown member is refused.</summary>
internal static class ControlJson
{
    public static JsonSerializerOptions Options { get; } = new(TenantJson.Options)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="JsonException">The body is not valid.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context) =>
        await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Options, context.RequestAborted)
            ?? throw new JsonException("A JSON object was expected.");

    public static Task AnswerAsync<T>(HttpContext context, T body) => Results.Json(body, Options).ExecuteAsync(context);
}
