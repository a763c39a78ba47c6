using Butler.Core.Api;

namespace Butler.Core.LoadScripts.Road;

/// <summary>What all operations have in common that need a relay.</summary>
public static class RoadFields
{
    /// <summary>The site; the header <c>X-Butler-Site</c> means the same.</summary>
    public static readonly ApiField Site = ApiField.Text(
        "site", "The Sense site; the default site if absent. X-Butler-Site means the same.");

    /// <summary>The relay.</summary>
    public static readonly ApiField Relay = ApiField.Text("relay", "The relay, where a site has several; any that can do it if absent.");

    /// <summary>The parameters.</summary>
    public static IReadOnlyList<ApiField> Query { get; } = [Site, Relay];

    /// <summary>The problems.</summary>
    public static IReadOnlyList<(int Status, string Meaning)> Problems { get; } =
    [
        (403, "The relay's file, or api.callers, does not allow it."),
        (404, "It does not exist."),
        (409, "The id of the request was used for another request."),
        (502, "The relay could not do it."),
        (503, "No relay of the site is online."),
        (504, "The relay did not begin in time, or it is unknown whether it was done."),
    ];

    /// <summary>The header <c>Location</c>.</summary>
    /// <param name="context">The request, which tells the prefix of the API.</param>
    /// <param name="path">The path below the prefix.</param>
    public static (string Name, string Value) Location(HttpContext context, string path)
    {
        var here = context.Request.Path.Value ?? "";
        var prefix = here.IndexOf("/v4/", StringComparison.OrdinalIgnoreCase);
        return ("Location", $"{(prefix < 0 ? "" : here[..prefix])}/{path}");
    }
}
