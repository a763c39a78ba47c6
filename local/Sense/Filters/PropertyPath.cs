using System.Text.Json.Nodes;

namespace Butler.Local.Sense.Filters;

/// <summary>
/// A dotted path to a property; a collection on the way stands for each of its members (<c>tags.name</c>). Case does not count.
/// </summary>
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

    /// <summary>Whether what stands there in an entity, or in one member of the collections on the way, passes a test.</summary>
    public bool Any(JsonObject entity, Func<JsonValue, bool> test) => Any(entity, segments, test);

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

        // Written as QRS writes it, it is found at once: thousands of results may have to pass a filter of many ids.
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
