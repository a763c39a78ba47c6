using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Api;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;

namespace Butler.Functions.Preview.Samples;

/// <summary>Replaces fields in the data of a sample event. Names and types are those that the kind declares.</summary>
internal static class SampleFields
{
    /// <summary>The types of events that monitors raise, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. EventKinds.All.Where(IsMonitors).Select(kind => kind.Type)];

    /// <summary>Replaces fields.</summary>
    /// <param name="kind">The kind of the event.</param>
    /// <param name="data">The sample's data, which are changed.</param>
    /// <param name="fields">
    /// The values by name, such as <c>daysUntilExpiry</c> or <c>professionalAccess.available</c>. Numbers, truths and lists may be texts.
    /// </param>
    /// <exception cref="ProblemException">A field is unknown, or its value has another type.</exception>
    public static void Replace(EventKind kind, JsonObject data, JsonElement fields)
    {
        foreach (var property in fields.EnumerateObject())
        {
            var (place, field) = Find(kind, data, property.Name);
            place[field.Name] = Value(field, property);
        }
    }

    /// <summary>Whether a kind is raised by a monitor of the relay: the ends of tasks' runs come as datagrams.</summary>
    private static bool IsMonitors(EventKind kind) =>
        kind.TaskKind is null && kind.Type.StartsWith("sense.", StringComparison.Ordinal) && kind.Type != EventTypes.Unparsed;

    private static (JsonObject Place, EventField Field) Find(EventKind kind, JsonObject data, string path)
    {
        var (place, known) = (data, kind.Data);
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
        {
            known = Known(part).Fields;
            place = place[part] as JsonObject ?? (JsonObject)(place[part] = new JsonObject());
        }

        return (place, Known(parts[^1]));

        EventField Known(string name) => known.FirstOrDefault(field => field.Name == name) ?? throw Problem(
            $"There is no field \"{path}\" in {kind.Type}{DidYouMean.End(name, known.Select(field => field.Name))}");
    }

    private static JsonNode? Value(EventField field, JsonProperty given)
    {
        var value = given.Value;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return (field.Type, value.ValueKind) switch
        {
            (_, JsonValueKind.Null) => null,
            (EventFieldType.Text, JsonValueKind.String or JsonValueKind.Number) => text,
            (EventFieldType.Number, JsonValueKind.String or JsonValueKind.Number)
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) =>
                number,
            (EventFieldType.Truth, _) when bool.TryParse(text, out var truth) => truth,
            (EventFieldType.Time, JsonValueKind.String) when DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) =>
                Templates.Fields.TimeFields.Utc(time),
            (EventFieldType.Texts, JsonValueKind.String) => new JsonArray(
            [
                .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(each => (JsonNode)each),
            ]),
            (EventFieldType.Texts, JsonValueKind.Array) when value.EnumerateArray().All(each => each.ValueKind == JsonValueKind.String) =>
                JsonArray.Create(value),
            _ => throw Problem($"The field \"{given.Name}\" must be {Expected(field)}."),
        };
    }

    private static string Expected(EventField field) => field.Type switch
    {
        EventFieldType.Number => "a number",
        EventFieldType.Truth => "true or false",
        EventFieldType.Time => "a time such as 2031-05-01T00:00:00Z",
        EventFieldType.Texts => "a list of texts",
        EventFieldType.Text => "a text",
        _ when field.Fields.Count > 0 =>
            $"given by its parts, such as {field.Name}.{field.Fields[0].Name}",
        _ => "left as it is",
    };

    private static ProblemException Problem(string detail) => new(400, "Invalid field", detail);
}
