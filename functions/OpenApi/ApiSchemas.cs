using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Api;

namespace Butler.Functions.OpenApi;

/// <summary>JSON schemas of declared fields and of JSON types. An object type becomes a component, which schemas refer to.</summary>
internal sealed class ApiSchemas
{
    private readonly SortedDictionary<string, JsonNode> components = new(StringComparer.Ordinal);

    /// <summary>The object types that were asked for until now, by name.</summary>
    public IReadOnlyDictionary<string, JsonNode> Components => components;

    /// <summary>The address of a component.</summary>
    public static string Reference(string name) => "#/components/schemas/" + name;

    /// <summary>The schema of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="request">Whether it is read from requests: an absent property is allowed then, unless the type requires it.</param>
    public JsonNode OfType(JsonTypeInfo type, bool request = false) => Object(type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Transform(context, Object(node), request),
    }));

    /// <summary>The schema of an object with declared fields.</summary>
    public static JsonObject OfFields(IReadOnlyList<ApiField> fields)
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            properties[field.Name] = OfField(field);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (fields.Any(field => field.IsRequired))
        {
            schema["required"] = Names(fields.Where(field => field.IsRequired).Select(field => field.Name));
        }

        return schema;
    }

    /// <summary>The schema of a declared field.</summary>
    public static JsonObject OfField(ApiField field)
    {
        var schema = field.Type switch
        {
            ApiFieldType.Text => new JsonObject { ["type"] = "string" },
            ApiFieldType.Number => new JsonObject { ["type"] = "number" },
            ApiFieldType.Integer => new JsonObject { ["type"] = "integer" },
            ApiFieldType.Boolean => new JsonObject { ["type"] = "boolean" },
            ApiFieldType.Texts => new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
            ApiFieldType.Object => OfFields(field.Members),
            ApiFieldType.Objects => new JsonObject { ["type"] = "array", ["items"] = OfFields(field.Members) },
            _ => throw new InvalidOperationException($"The field {field.Name} has the type {field.Type}, which has no schema."),
        };
        if (field.Description.Length > 0)
        {
            schema["description"] = field.Description;
        }

        if (field.Choices.Count > 0)
        {
            schema["enum"] = Names(field.Choices);
        }

        if (field.Type is ApiFieldType.Integer && field.Min != int.MinValue)
        {
            schema["minimum"] = field.Min;
        }

        if (field.Type is ApiFieldType.Integer && field.Max != int.MaxValue)
        {
            schema["maximum"] = field.Max;
        }

        return schema;
    }

    /// <summary>Takes null away, because absent properties are left out, and moves objects to the components.</summary>
    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode node, bool request)
    {
        if (node["type"] is JsonArray types)
        {
            types.Remove(types.FirstOrDefault(type => type!.GetValue<string>() == "null"));
            node["type"] = types.Count == 1 ? types[0]!.DeepClone() : types.DeepClone();
        }

        if (context.TypeInfo is not { Kind: JsonTypeInfoKind.Object } type)
        {
            return node;
        }

        var name = type.Type.Name;
        if (node["$ref"] is null)
        {
            node.AsObject().Remove("required");
            if (type.Properties.Where(property => IsRequired(property, request)).Select(property => property.Name).ToList()
                is { Count: > 0 } required)
            {
                node["required"] = Names(required);
            }

            components.TryAdd(name, node.DeepClone());
        }

        return new JsonObject { ["$ref"] = Reference(name) };
    }

    private static bool IsRequired(JsonPropertyInfo property, bool request) => request
        ? property.IsRequired
        : !property.IsGetNullable && Nullable.GetUnderlyingType(property.PropertyType) is null;

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];

    /// <summary>The schema <c>true</c>, which allows anything, in the form of an object.</summary>
    private static JsonNode Object(JsonNode schema) => schema is JsonObject ? schema : new JsonObject();
}
