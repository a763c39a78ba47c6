namespace Butler.Core.Api;

/// <summary>Reads the variable parts of a path.</summary>
public static class RouteTexts
{
    /// <summary>
    /// A variable part of the path. ASP.NET Core decodes all of it except <c>%2F</c>, so that a slash in a name is no separator.
    /// </summary>
    public static string RouteText(this HttpContext context, string name) =>
        (context.Request.RouteValues[name]?.ToString() ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
