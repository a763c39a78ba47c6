using System.Text.Json.Nodes;

namespace Butler.Local.Sense.Filters;

/// <summary>A parsed <c>filter=</c> of QRS, for entities in their full JSON form.</summary>
internal sealed class QrsFilter(Func<JsonObject, bool> test, IReadOnlyList<PropertyPath> paths)
{
    /// <exception cref="FilterException">The text is not a filter.</exception>
    public static QrsFilter Parse(string text) => new FilterParser(FilterLexer.Read(text)).Read();

    /// <summary>Returns the matching entities.</summary>
    /// <exception cref="FilterException">
    /// The filter names an unknown property, or compares a property with a value of another type.
    /// </exception>
    public List<JsonObject> Apply(IReadOnlyList<JsonObject> entities)
    {
        if (entities.Count > 0 && paths.FirstOrDefault(path => !entities.Any(path.IsKnownTo)) is { } unknown)
        {
            throw new FilterException($"there is no property {unknown}");
        }

        return [.. entities.Where(test)];
    }
}
