using System.Text.RegularExpressions;

namespace Butler.Local.Sense.Filters;

/// <summary>
/// A filter that only names ids: <c>id eq A or id eq B</c>. Its entities are looked up, where any other filter is tested on each entity of
/// the site, which takes long with thousands.
/// </summary>
/// <param name="Property">The property in lower case.</param>
/// <param name="Ids">The ids.</param>
internal sealed partial record IdFilter(string Property, IReadOnlyList<Guid> Ids)
{
    private const string Id = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /// <summary>Null: it is another filter.</summary>
    public static IdFilter? Find(string text) => Form().Match(text) is { Success: true } match
        ? new IdFilter(
            match.Groups[1].Value.ToLowerInvariant(), [.. match.Groups[2].Captures.Select(id => Guid.Parse(id.ValueSpan)).Distinct()])
        : null;

    [GeneratedRegex($"^(\\w+) eq (?<2>{Id})(?: or \\1 eq (?<2>{Id}))*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
