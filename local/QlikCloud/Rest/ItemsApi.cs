using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Rest;

/// <summary><c>api/v1/items</c>: apps as the hub shows them, with tags, space and size.</summary>
internal static class ItemsApi
{
    public static Task AnswerAsync(TenantRequest request, string[] path)
    {
        if (request.Http.Request.Method != "GET" || path is not [])
        {
            throw TenantRefusalException.NotFound("The resource");
        }

        if (request.Query("resourceType") is not (null or "app"))
        {
            throw TenantRefusalException.Invalid("The simulator has items of the resourceType app only.");
        }

        var id = request.Query("resourceId");
        var apps = request.Tenant.Apps.All.Where(app => id is null || app.Id.Equals(id, StringComparison.OrdinalIgnoreCase)).ToList();
        var query = id is null ? "resourceType=app" : $"resourceType=app&resourceId={Uri.EscapeDataString(id)}";
        return TenantPage.AnswerAsync(request, $"api/v1/items?{query}", apps, app => app.Id, app => Json(request.Tenant, app));
    }

    private static JsonObject Json(Tenant tenant, TenantApp app) => new()
    {
        ["id"] = TenantIds.Short($"item/{app.Id}"),
        ["name"] = app.Name,
        ["description"] = app.Description,
        ["resourceType"] = "app",
        ["resourceId"] = app.Id,
        ["spaceId"] = app.SpaceId,
        ["ownerId"] = app.OwnerId,
        ["tenantId"] = tenant.Id,
        ["resourceSize"] = new JsonObject { ["appFile"] = app.FileSize, ["appMemory"] = app.FileSize * 3 },
        ["meta"] = new JsonObject
        {
            ["isFavorited"] = false,
            ["tags"] = new JsonArray([.. app.Tags.Select(tag => new JsonObject
            {
                ["id"] = TenantIds.Short($"tag/{tag}"),
                ["name"] = tag,
            })]),
        },
    };
}
