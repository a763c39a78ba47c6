using System.Globalization;
using System.Text.Json;
using Butler.Core.Events;

namespace Butler.Functions.Alerts;

/// <summary>
/// Reads the data of an event by name, except those of task events. A field that is missing or of another type is null.
/// </summary>
internal readonly struct EventFields
{
    private readonly JsonElement? data;

    public EventFields(CloudEvent @event)
        : this(@event.Data)
    {
    }

    private EventFields(JsonElement? data) => this.data = data is { ValueKind: JsonValueKind.Object } ? data : null;

    /// <summary>The names of all fields.</summary>
    public IEnumerable<string> Names =>
        data is { } found ? found.EnumerateObject().Select(each => each.Name).Distinct(StringComparer.Ordinal) : [];

    /// <summary>Whether the event has no data.</summary>
    public bool IsEmpty => data is null;

    /// <summary>A text, or a number or boolean as text; null when it is absent or empty.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var text = Find(name) switch
            {
                { ValueKind: JsonValueKind.String } found => found.GetString(),
                { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } found => found.GetRawText(),
                _ => null,
            };
            if (!string.IsNullOrEmpty(text))
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>A number, or a text that holds a number.</summary>
    public double? Number(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            switch (Find(name))
            {
                case { ValueKind: JsonValueKind.Number } found when found.TryGetDouble(out var number) && double.IsFinite(number):
                    return number;
                case { ValueKind: JsonValueKind.String } found
                    when double.TryParse(found.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                        && double.IsFinite(number):
                    return number;
            }
        }

        return null;
    }

    /// <summary>A boolean, or a text that holds one.</summary>
    public bool? Truth(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } found when bool.TryParse(found.GetString(), out var truth) => truth,
        _ => null,
    };

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!)]
        : [];

    /// <summary>A nested object.</summary>
    public EventFields Object(string name) => new(Find(name));

    private JsonElement? Find(string name) => data is { } found && found.TryGetProperty(name, out var value) ? value : null;
}
