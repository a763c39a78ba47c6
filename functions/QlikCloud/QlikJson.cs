using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Text;

namespace Butler.Functions.QlikCloud;

/// <summary>Reads answers of Qlik Cloud defensively: a member that is missing or of another type is null.</summary>
internal static class QlikJson
{
    /// <summary>A member; null when it is missing or the holder is no object.</summary>
    public static JsonElement? Member(this JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) ? value : null;

    /// <summary>A text, or a number as text, cut to a length in characters; null when it is missing or empty.</summary>
    public static string? Text(this JsonElement holder, string name, int most = QlikEvent.MaxText) => holder.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } value => TextCut.ToLength(value, most),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>The items of a list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement holder, string name) =>
        holder.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>A number.</summary>
    public static JsonValue? Number(this JsonElement holder, string name) =>
        holder.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value)
            ? JsonValue.Create(value)
            : null;

    /// <summary>A boolean.</summary>
    public static JsonValue? Truth(this JsonElement holder, string name) =>
        holder.Member(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } truth ? JsonValue.Create(truth.GetBoolean()) : null;
}
