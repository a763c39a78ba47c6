using System.Text.Json.Nodes;

namespace Butler.Local.Sense.Filters;

/// <summary>A <c>filter=</c> of QRS, read and ready to be put to entities in their full JSON form.</summary>
internal sealed class QrsFilter(Func<JsonObject, bool> test, IReadOnlyList<PropertyPath> paths)
{
    /// <exception cref="FilterException">It is no filter.</exception>
    public static QrsFilter Parse(string text) => new FilterParser(FilterLexer.Read(text)).Read();

    /// <summary>Those entities that it lets through.</summary>
    /// <exception cref="FilterException">It names a property that none of them has, or compares one with what it cannot be.</exception>
    public List<JsonObject> Apply(IReadOnlyList<JsonObject> entities)
    {
        if (entities.Count > 0 && paths.FirstOrDefault(path => !entities.Any(path.IsKnownTo)) is { } unknown)
        {
            throw new FilterException($"there is no property {unknown}");
        }

        return [.. entities.Where(test)];
    }
}
