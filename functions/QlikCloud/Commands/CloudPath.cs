using Butler.Core.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>The variable parts of the paths.</summary>
internal static class CloudPath
{
    public static readonly ApiField Tenant = ApiField.Text("tenant", "The tenant's name in butler.yaml.") with { Example = "acme" };

    public static readonly ApiField App = ApiField.Text("appId", "The app.") with { Example = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1" };

    public static readonly ApiField Reload = ApiField.Text("reloadId", "The reload, as its start answers it.") with
    {
        Example = "65f1b0aa9e3c4d0012ab34cd",
    };

    public static readonly ApiField Automation = ApiField.Text(
        "automation", "The automation's id, or its name in automations of the tenant in butler.yaml.") with
    {
        Example = "8f5c2f1e-3b0d-4a51-9a7e-2d6c1b0f4e77",
    };

    /// <summary>The id in a part of the path.</summary>
    /// <exception cref="ProblemException">It cannot be an id.</exception>
    public static string IdOf(HttpContext context, ApiField part) => context.RouteText(part.Name) is var id && CloudIds.IsId(id)
        ? id
        : throw ProblemException.ForLoadScripts(
            400, $"params/{part.Name} must be an id of Qlik Cloud: at most {CloudIds.MaxLength} letters, digits, hyphens and underscores");
}
