using Butler.Core.Api;

namespace Butler.Core.LoadScripts.Apps;

internal static class AppIds
{
    /// <summary>The app of the path, in lower case with hyphens.</summary>
    /// <exception cref="ProblemException">It is not a GUID.</exception>
    public static string Of(HttpContext context) => Guid.TryParse(context.RouteText("appId"), out var id)
        ? id.ToString()
        : throw ProblemException.ForLoadScripts(400, "params/appId must be the id of an app, a GUID");
}
