using Butler.Core.Api;

namespace Butler.Core.LoadScripts.Apps;

internal static class AppIds
{
    /// <summary>The part of the path.</summary>
    public static ApiField Part { get; } = ApiField.Text("appId", "The app.") with { Example = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1" };

    /// <summary>The app of the path, in lower case with hyphens.</summary>
    /// <exception cref="ProblemException">It is not a GUID.</exception>
    public static string Of(HttpContext context) => Guid.TryParse(context.RouteText("appId"), out var id)
        ? id.ToString()
        : throw ProblemException.ForLoadScripts(400, "params/appId must be the id of an app, a GUID");
}
