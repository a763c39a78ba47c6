using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.Core.Telemetry;

/// <summary>
/// The text of a W3C trace context, version 00 (https://www.w3.org/TR/trace-context/#traceparent-header). Events may come from anyone, so
/// any other text counts as missing.
/// </summary>
public static class TraceParent
{
    private const int Length = 55;

    /// <summary>Reads a text; false when it is not a trace context.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, out ActivityContext context)
    {
        context = default;
        return text is { Length: Length } && text.StartsWith("00-", StringComparison.Ordinal) && text[35] == '-' && text[52] == '-'
            && ActivityContext.TryParse(text, traceState: null, isRemote: true, out context);
    }

    /// <summary>The link from work that a queue separates from the span that caused it; null without one.</summary>
    public static IEnumerable<ActivityLink>? Link(string? text) => TryRead(text, out var context) ? [new ActivityLink(context)] : null;
}

/// <summary>Reads a trace context as null when it is anything else, so that it can neither fail an event nor be passed on.</summary>
public sealed class TraceParentConverter : JsonConverter<string?>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        return reader.GetString() is var text && TraceParent.TryRead(text, out _) ? text : null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
