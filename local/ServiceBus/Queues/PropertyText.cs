using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>
/// The text form of a custom property's value in a header: JSON in ASCII, strings and RFC 1123 dates in quotes, numbers and booleans
/// without. AMQP values without such a form become text.
/// </summary>
internal static class PropertyText
{
    public static string Format(object value) => value switch
    {
        string text => Quote(text),
        bool flag => flag ? "true" : "false",
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        float number => FormatDouble(number),
        double number => FormatDouble(number),
        DateTimeOffset moment => '"' + Date(moment) + '"',
        DateTime moment => '"' + Date(moment) + '"',
        byte[] bytes => Quote(Convert.ToBase64String(bytes)),
        char or Guid or TimeSpan or Uri => Quote(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        _ => throw new ArgumentException($"A property of type {value.GetType().Name} has no text form.", nameof(value)),
    };

    /// <summary>Reads a value; false when the text is not a value, as in other headers.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out object? value)
    {
        value = null;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty || (trimmed[0] is not ('"' or '-' or 't' or 'f') && !char.IsAsciiDigit(trimmed[0])))
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return TryRead(json.RootElement, out value);
        }
        catch (JsonException)
        {
            // Not JSON: another header, such as a traceparent that begins with a digit.
            return false;
        }
    }

    /// <summary>Reads a value from JSON; false when it is null, an array or an object.</summary>
    public static bool TryRead(JsonElement element, [NotNullWhen(true)] out object? value)
    {
        value = element.ValueKind switch
        {
            JsonValueKind.String => ReadString(element.GetString()!),
            JsonValueKind.Number => ReadNumber(element),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
        return value is not null;
    }

    /// <summary>A JSON string in ASCII.</summary>
    public static string Quote(string text) => '"' + JavaScriptEncoder.Default.Encode(text) + '"';

    /// <summary>The date format of all headers, precise to the second.</summary>
    public static string Date(DateTimeOffset moment) => moment.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture);

    public static bool TryParseDate(string text, out DateTimeOffset moment) => DateTimeOffset.TryParseExact(
        text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);

    // A whole double keeps its decimal point, so that it is read back as a double.
    private static string FormatDouble(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    private static object? ReadNumber(JsonElement element) =>
        element.TryGetInt64(out var whole) ? whole : element.GetDouble() is var number && double.IsFinite(number) ? number : null;

    private static object ReadString(string text) => TryParseDate(text, out var moment) ? moment : text;
}
