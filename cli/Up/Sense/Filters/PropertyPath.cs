using System.Text.Json.Nodes;

namespace Butler.Cli.Up.Sense.Filters;

/// <summary>A dotted path to a property; a collection on the way stands for each of its members (<c>tags.name</c>). Case does not count.</summary>
internal sealed class PropertyPath
{
    private readonly string[] segments;

    private PropertyPath(string[] segments) => this.segments = segments;

    /// <summary>The property's own name.</summary>
    public string Last => segments[^1];

    /// <exception cref="FilterException">It is no path.</exception>
    public static PropertyPath Parse(FilterToken token)
    {
        var segments = token.Text.Split('.');
        return segments.All(s => s.Length > 0 && char.IsLetter(s[0]))
            ? new PropertyPath(segments)
            : throw new FilterException($"'{token.Text}' at {token.At} is no property");
    }

    /// <summary>What stands there in an entity: nothing, one value, or one for each member of the collections on the way.</summary>
    public IEnumerable<JsonValue> Values(JsonObject entity) =>
        segments.Aggregate(Members(entity), (nodes, segment) => nodes.SelectMany(node => Members(Property(node, segment)?.Value))).OfType<JsonValue>();

    /// <summary>Whether an entity of this kind has the property. What hangs on nothing (no stream, no tags) may have it.</summary>
    public bool IsKnownTo(JsonObject entity)
    {
        IReadOnlyList<JsonNode> nodes = [entity];
        foreach (var segment in segments)
        {
            var found = nodes.Select(node => Property(node, segment)).Where(property => property is not null).ToList();
            if (found.Count == 0)
            {
                return nodes.Count == 0;
            }

            nodes = [.. found.SelectMany(property => Members(property!.Value.Value))];
        }

        return true;
    }

    public override string ToString() => string.Join('.', segments);

    private static KeyValuePair<string, JsonNode?>? Property(JsonNode node, string name)
    {
        if (node is JsonObject parent)
        {
            foreach (var property in parent)
            {
                if (property.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return property;
                }
            }
        }

        return null;
    }

    private static IEnumerable<JsonNode> Members(JsonNode? node) => node switch
    {
        null => [],
        JsonArray array => array.SelectMany(Members),
        _ => [node],
    };
}
