using System.Globalization;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.RelayAgent.Sense.Parsing;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>
/// Reads QRS's objects leniently: a field that is missing or of another type is null. The case of names differs between versions.
/// </summary>
internal static class QrsJson
{
    /// <summary>Before this year a time means never: QRS writes SQL's smallest date, 1753-01-01.</summary>
    private const int FirstYear = 1900;

    /// <summary>A field that is an object, or null.</summary>
    public static JsonElement? Object(this JsonElement from, string name) =>
        from.Field(name) is { ValueKind: JsonValueKind.Object } found ? found : null;

    /// <summary>The rows of a field that is a list; empty when it is not a list.</summary>
    public static IEnumerable<JsonElement> Rows(this JsonElement from, string name) =>
        from.Field(name) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    /// <summary>A text; null when it is empty.</summary>
    public static string? Text(this JsonElement from, string name) =>
        from.Field(name) is { ValueKind: JsonValueKind.String } found && found.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A GUID in lower case; null when it is all zeros.</summary>
    public static string? Id(this JsonElement from, string name) => from.Text(name) is { } text ? SenseText.CleanGuid(text) : null;

    public static bool? Bool(this JsonElement from, string name) => from.Field(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static long? Long(this JsonElement from, string name) => from.Field(name) is { ValueKind: JsonValueKind.Number } found
        ? found.TryGetInt64(out var whole) ? whole : (long?)null
        : null;

    public static double? Number(this JsonElement from, string name) =>
        from.Field(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : null;

    public static int? Int(this JsonElement from, string name) =>
        from.Long(name) is { } value and >= int.MinValue and <= int.MaxValue ? (int)value : null;

    /// <summary>A time, UTC; null for never.</summary>
    public static DateTimeOffset? Time(this JsonElement from, string name) =>
        from.Text(name) is { } text
        && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        && time.Year >= FirstYear
            ? time
            : null;

    /// <summary>The names of an object's tags.</summary>
    public static IReadOnlyList<string> Tags(this JsonElement from) =>
        [.. from.Rows("tags").Select(tag => tag.Text("name")).OfType<string>()];

    /// <summary>An object's custom properties, one entry for each value, secrets masked.</summary>
    public static IReadOnlyList<CustomProperty> CustomProperties(this JsonElement from, Redaction redaction) =>
    [
        .. from.Rows("customProperties")
            .Select(row => (Name: row.Object("definition")?.Text("name"), Value: row.Text("value")))
            .Where(row => row is { Name: not null, Value: not null })
            .Select(row => new CustomProperty(row.Name!, Redaction.IsSecret(row.Name!) ? Redaction.Mask : redaction.Clean(row.Value!))),
    ];

    private static JsonElement? Field(this JsonElement from, string name)
    {
        if (from.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (from.TryGetProperty(name, out var exact))
        {
            return exact;
        }

        foreach (var field in from.EnumerateObject())
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return field.Value;
            }
        }

        return null;
    }
}
