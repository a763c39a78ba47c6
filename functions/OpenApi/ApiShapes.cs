using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Butler.Functions.OpenApi;

/// <summary>The shape of a JSON type, for people: its properties, with the type's name in place of each value.</summary>
internal static class ApiShapes
{
    /// <summary>The shape of a type.</summary>
    public static JsonNode Of(JsonTypeInfo type)
    {
        var schemas = new ApiSchemas();
        return Of(schemas.OfType(type), schemas.Components, []);
    }

    /// <summary>The properties of a type's objects: of the type itself, or of the items of a list.</summary>
    public static IReadOnlyList<string> Names(JsonTypeInfo type) => Of(type) switch
    {
        JsonObject shape => [.. shape.Where(property => property.Value is JsonValue).Select(property => property.Key)],
        JsonArray { Count: > 0 } list when list[0] is JsonObject item => [.. item.Select(property => property.Key)],
        _ => [],
    };

    /// <param name="schema">The schema.</param>
    /// <param name="components">The object types.</param>
    /// <param name="around">The object types around this one, which are not opened again.</param>
    private static JsonNode Of(JsonNode schema, IReadOnlyDictionary<string, JsonNode> components, IReadOnlyList<string> around)
    {
        if (schema["$ref"]?.GetValue<string>()[ApiSchemas.Reference("").Length..] is { } name)
        {
            return around.Contains(name) ? new JsonObject() : Of(components[name], components, [.. around, name]);
        }

        if (schema["items"] is { } items)
        {
            return new JsonArray(Of(items, components, around));
        }

        if (schema["properties"] is not JsonObject properties)
        {
            return Word(schema);
        }

        var shape = new JsonObject();
        foreach (var (key, value) in properties)
        {
            shape[key] = Of(value!, components, around);
        }

        return shape;
    }

    private static JsonValue Word(JsonNode schema) => JsonValue.Create(
        schema["format"]?.GetValue<string>() ?? (schema["type"] is JsonValue type ? type.GetValue<string>() : "any"));
}
