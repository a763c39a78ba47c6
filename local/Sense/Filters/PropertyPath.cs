using System.Text.Json.Nodes;

namespace Butler.Local.Sense.Filters;

/// <summary>A dotted path to a property; a collection in the path means each of its members (<c>tags.name</c>). Case-insensitive.</summary>
internal sealed class PropertyPath
{
    private readonly string[] segments;

    private PropertyPath(string[] segments) => this.segments = segments;

    /// <summary>The property's own name.</summary>
    public string Last => segments[^1];

    /// <exception cref="FilterException">The token is not a path.</exception>
    public static PropertyPath Parse(FilterToken token)
    {
        var segments = token.Text.Split('.');
        return segments.All(s => s.Length > 0 && char.IsLetter(s[0]))
            ? new PropertyPath(segments)
            : throw new FilterException($"'{token.Text}' at {token.At} is not a property");
    }

    /// <summary>Whether the value in an entity, or in any member of the collections in the path, passes a test.</summary>
    public bool Any(JsonObject entity, Func<JsonValue, bool> test) => Any(entity, segments, test);

    /// <summary>Whether entities of this kind have the property. Properties of missing objects (no stream, no tags) are accepted.</summary>
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

    private static bool Any(JsonNode? node, ReadOnlySpan<string> rest, Func<JsonValue, bool> test)
    {
        if (node is JsonArray members)
        {
            foreach (var member in members)
            {
                if (Any(member, rest, test))
                {
                    return true;
                }
            }

            return false;
        }

        return rest.IsEmpty
            ? node is JsonValue value && test(value)
            : node is JsonObject && Any(Property(node, rest[0])?.Value, rest[1..], test);
    }

    private static KeyValuePair<string, JsonNode?>? Property(JsonNode node, string name)
    {
        if (node is not JsonObject parent)
        {
            return null;
        }

        // QRS's own spelling is found at once, because thousands of results may have to pass a filter of many ids.
        if (parent.TryGetPropertyValue(name, out var exact))
        {
            return KeyValuePair.Create(name, exact);
        }

        foreach (var property in parent)
        {
            if (property.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return property;
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
