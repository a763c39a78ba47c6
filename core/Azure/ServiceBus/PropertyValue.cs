using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Butler.Core.Azure.ServiceBus;

/// <summary>
/// Reads and writes custom properties as JSON, the form in headers, batches, the Functions host and stored rows. Supported types:
/// text, 64-bit whole numbers, finite fractions and booleans.
/// </summary>
public static class PropertyValue
{
    /// <summary>Whether a value is of a type that reaches the receiver unchanged.</summary>
    public static bool IsSupported(object? value) => value switch
    {
        string or bool or long or int or short or sbyte or byte or ushort or uint => true,
        ulong number => number <= long.MaxValue,
        double number => double.IsFinite(number),
        float number => float.IsFinite(number),
        _ => false,
    };

    /// <summary>Writes a value as JSON in ASCII. Half of a surrogate pair becomes U+FFFD.</summary>
    /// <exception cref="ArgumentException">The value's type is not supported.</exception>
    public static string Write(object value) => value switch
    {
        _ when !IsSupported(value) => throw new ArgumentException($"A custom property cannot hold {Describe(value)}.", nameof(value)),
        string text => $"\"{JsonEncodedText.Encode(WellFormed(text))}\"",
        bool flag => flag ? "true" : "false",
        double fraction => WithPoint(fraction.ToString("R", CultureInfo.InvariantCulture)),
        float fraction => WithPoint(((double)fraction).ToString("R", CultureInfo.InvariantCulture)),
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Reads a value; whole numbers are <see cref="long"/>, all others <see cref="double"/>.</summary>
    /// <returns>Null when the JSON is an array, an object, null, or a number that neither type holds.</returns>
    public static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Text(json),
        JsonValueKind.Number => Number(json),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The type of a value, and the value where it is a number, for messages to operators.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        IFormattable and not (DateTime or DateTimeOffset or Guid) =>
            string.Create(CultureInfo.InvariantCulture, $"the {value.GetType().Name} {value}"),
        _ => $"a {value.GetType().Name}",
    };

    /// <summary>
    /// Boxes each type on its own, because a conditional expression of a long and a double is a double. A whole number with a decimal
    /// point stays a fraction.
    /// </summary>
    private static object? Number(JsonElement json)
    {
        if (json.TryGetInt64(out var whole))
        {
            return whole;
        }

        return json.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') >= 0 && json.GetDouble() is var fraction && double.IsFinite(fraction)
            ? fraction
            : null;
    }

    /// <summary>Reads JSON that escapes half of a surrogate pair, which <see cref="JsonElement.GetString"/> rejects.</summary>
    private static string Text(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescape(json.GetRawText().AsSpan()[1..^1]);
        }
    }

    private static string Unescape(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)int.Parse(raw.Slice(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(raw[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var same => same });
            }
        }

        return WellFormed(text.ToString());
    }

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a decimal point to a whole fraction, so that it is read back as a fraction.</summary>
    private static string WithPoint(string number) => number.AsSpan().IndexOfAny('.', 'E') < 0 ? number + ".0" : number;
}
