using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Rest;

/// <summary><c>api/v1/users</c>, <c>api/v1/spaces</c> and <c>api/v1/api-keys</c>.</summary>
internal static class PeopleApi
{
    public static Task UsersAsync(TenantRequest request, string[] path) => (request.Http.Request.Method, path) switch
    {
        ("GET", ["me"]) => TenantAnswer.JsonAsync(request.Http, User(request.Tenant, request.UserId)),
        ("GET", [var id]) => TenantAnswer.JsonAsync(request.Http, User(request.Tenant, id)),
        _ => throw TenantRefusalException.NotFound("The resource"),
    };

    public static Task SpacesAsync(TenantRequest request, string[] path) => (request.Http.Request.Method, path) switch
    {
        ("GET", []) => TenantPage.AnswerAsync(
            request, "api/v1/spaces", request.Tenant.Spaces.All, space => space.Id, space => Space(request.Tenant, space)),
        ("GET", [var id]) => TenantAnswer.JsonAsync(
            request.Http,
            Space(request.Tenant, request.Tenant.Spaces.Find(id) ?? throw TenantRefusalException.NotFound($"The space {id}"))),
        _ => throw TenantRefusalException.NotFound("The resource"),
    };

    /// <summary>The API keys. Any text is one here, so there is none to list.</summary>
    public static Task KeysAsync(TenantRequest request) =>
        TenantPage.AnswerAsync<TenantUser>(request, "api/v1/api-keys", [], user => user.Id, user => User(request.Tenant, user.Id));

    private static JsonObject User(Tenant tenant, string id)
    {
        var user = tenant.Users.Find(id) ?? throw TenantRefusalException.NotFound($"The user {id}");
        var json = new JsonObject
        {
            ["id"] = user.Id,
            ["tenantId"] = tenant.Id,
            ["status"] = "active",
            ["subject"] = user.Email is null ? user.Name : $@"fabrikam\{user.Email.Split('@')[0]}",
            ["name"] = user.Name,
        };
        if (user.Email is not null)
        {
            json["email"] = user.Email;
            json["picture"] = $"https://pictures.fabrikam.example.com/{user.Id}.png";
        }

        return json;
    }

    private static JsonObject Space(Tenant tenant, TenantSpace space) => new()
    {
        ["id"] = space.Id,
        ["type"] = space.Type,
        ["ownerId"] = space.OwnerId,
        ["tenantId"] = tenant.Id,
        ["name"] = space.Name,
        ["description"] = "",
    };
}
