using System.Text.RegularExpressions;
using Butler.Core.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.OpenApi;

/// <summary>All operations of the API, from the declared routes of all capabilities.</summary>
internal sealed class ApiCatalog(Func<IEnumerable<IApi>> apis)
{
    private readonly Lazy<IReadOnlyList<CatalogGroup>> groups = new(() =>
    [
        .. apis()
            .SelectMany(api => api.Routes.Select(route => new CatalogRoute(api.Group, HttpFunctions.OfRoute(route.Path), route)))
            .OrderBy(route => route.Route.Path, StringComparer.Ordinal)
            .GroupBy(route => route.Group, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new CatalogGroup(group.Key, [.. group])),
    ]);

    /// <summary>The capabilities in the order of their names, each with its routes in the order of their paths.</summary>
    public IReadOnlyList<CatalogGroup> Groups => groups.Value;
}

/// <summary>The routes of a capability.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Routes">The routes.</param>
internal sealed record CatalogGroup(string Name, IReadOnlyList<CatalogRoute> Routes);

/// <summary>A route in the description.</summary>
/// <param name="Group">The heading.</param>
/// <param name="Function">The function's name, as <c>api.callers</c> and <c>api.disabled</c> name it.</param>
/// <param name="Route">The declaration.</param>
internal sealed partial record CatalogRoute(string Group, string Function, ApiRoute Route)
{
    /// <summary>The path below the prefix, such as <c>/v4/keyvalues/{namespace}</c>.</summary>
    public string Path => "/" + Route.Path;

    /// <summary>The variable parts of the path, in its order.</summary>
    public IReadOnlyList<ApiField> Parts =>
    [
        .. Variable().Matches(Route.Path).Select(match => match.Groups[1].Value)
            .Select(name => (Route.Parts.FirstOrDefault(part => part.Name == name) ?? ApiField.Text(name, "")).Required()),
    ];

    /// <summary>A name of an operation that no other has, such as <c>deleteKeyValuesKey</c>.</summary>
    public string Id(ApiOperation operation) => operation.Method.ToLowerInvariant() + Function;

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Variable();
}
