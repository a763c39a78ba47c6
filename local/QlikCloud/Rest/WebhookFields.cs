using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Answers;

namespace Butler.Local.QlikCloud.Rest;

/// <summary>Reads the fields of a webhook's body. A field of the wrong type is refused.</summary>
internal sealed class WebhookFields(JsonObject body)
{
    /// <summary>A text; null: missing.</summary>
    /// <exception cref="TenantRefusalException">The value is not a text.</exception>
    public string? Text(string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw Invalid(name, "a text"),
    };

    /// <exception cref="TenantRefusalException">The value is not a truth value.</exception>
    public bool Truth(string name, bool absent) => body[name] switch
    {
        null => absent,
        JsonValue value when value.TryGetValue<bool>(out var truth) => truth,
        _ => throw Invalid(name, "true or false"),
    };

    /// <exception cref="TenantRefusalException">The value is not a list of texts.</exception>
    public IReadOnlyList<string> Texts(string name) => body[name] switch
    {
        null => [],
        JsonArray items => [.. items.Select(item => item is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw Invalid(name, "a list of texts"))],
        _ => throw Invalid(name, "a list of texts"),
    };

    /// <exception cref="TenantRefusalException">The value is not an object with texts.</exception>
    public IReadOnlyDictionary<string, string> Map(string name) => body[name] switch
    {
        null => new Dictionary<string, string>(),
        JsonObject map => map.ToDictionary(
            pair => pair.Key,
            pair => pair.Value is JsonValue value && value.TryGetValue<string>(out var text)
                ? text
                : throw Invalid(name, "an object with texts")),
        _ => throw Invalid(name, "an object with texts"),
    };

    private static TenantRefusalException Invalid(string name, string expected) =>
        TenantRefusalException.Invalid($"{name} must be {expected}.");
}
