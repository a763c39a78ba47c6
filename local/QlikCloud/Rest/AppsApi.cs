using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Rest;

/// <summary><c>api/v1/apps</c>: attributes, data model and script logs.</summary>
internal static class AppsApi
{
    public static Task AnswerAsync(TenantRequest request, string[] path) => (request.Http.Request.Method, path) switch
    {
        ("GET", [var id]) => TenantAnswer.JsonAsync(request.Http, Attributes(Find(request, id))),
        ("GET", [var id, "data", "metadata"]) => TenantAnswer.JsonAsync(request.Http, Metadata(Find(request, id))),
        ("GET", [var id, "reloads", "logs"]) => TenantAnswer.JsonAsync(request.Http, Logs(request, Find(request, id))),
        ("GET", [var id, "reloads", "logs", var reload]) => LogAsync(request, Find(request, id), reload),
        _ => throw TenantRefusalException.NotFound("The resource"),
    };

    public static TenantApp Find(TenantRequest request, string id) =>
        request.Tenant.Apps.Find(id) ?? throw TenantRefusalException.NotFound($"The app {id}");

    private static JsonObject Attributes(TenantApp app) => new()
    {
        ["attributes"] = new JsonObject
        {
            ["id"] = app.Id,
            ["name"] = app.Name,
            ["description"] = app.Description,
            ["thumbnail"] = app.Thumbnail,
            ["lastReloadTime"] = TenantTime.Text(app.LastReload) ?? "",
            ["createdDate"] = "2030-01-07T09:00:00.000Z",
            ["modifiedDate"] = TenantTime.Text(app.LastReload) ?? "2030-01-07T09:00:00.000Z",
            ["ownerId"] = app.OwnerId,
            ["spaceId"] = app.SpaceId,
            ["published"] = app.Published is not null,
            ["publishTime"] = TenantTime.Text(app.Published) ?? "",
            ["hasSectionAccess"] = app.HasSectionAccess,
            ["encrypted"] = true,
            ["originAppId"] = "",
            ["usage"] = "ANALYTICS",
            ["custom"] = new JsonObject(),
            ["_resourcetype"] = "app",
        },
        ["privileges"] = new JsonArray("read", "reload"),
    };

    private static JsonObject Metadata(TenantApp app) => new()
    {
        ["reload_meta"] = new JsonObject
        {
            ["cpu_time_spent_ms"] = 1841,
            ["hardware"] = new JsonObject { ["logical_cores"] = 4, ["total_memory"] = 17_179_869_184 },
            ["peak_memory_bytes"] = 100_663_296,
        },
        ["static_byte_size"] = app.FileSize,
        ["fields"] = new JsonArray(
            new JsonObject { ["name"] = "ProductId", ["src_tables"] = new JsonArray("Margins"), ["cardinal"] = 812 }),
        ["tables"] = new JsonArray(new JsonObject { ["name"] = "Margins", ["no_of_rows"] = 240_118, ["no_of_fields"] = 6 }),
        ["has_section_access"] = app.HasSectionAccess,
        ["is_direct_query_mode"] = false,
        ["usage"] = "ANALYTICS",
    };

    private static JsonObject Logs(TenantRequest request, TenantApp app) => new()
    {
        ["data"] = new JsonArray([.. Ended(request, app).Select(reload => new JsonObject
        {
            ["reloadId"] = reload.Id,
            ["success"] = reload.Status == ReloadStatus.Succeeded,
            ["duration"] = (long)(reload.Ended - reload.Started)!.Value.TotalMilliseconds,
            ["endTime"] = TenantTime.Text(reload.Ended),
            ["links"] = new JsonObject
            {
                ["log"] = new JsonObject { ["href"] = $"{request.Root}api/v1/apps/{app.Id}/reloads/logs/{reload.Id}" },
            },
        })]),
    };

    private static Task LogAsync(TenantRequest request, TenantApp app, string id) => TenantAnswer.TextAsync(
        request.Http,
        Ended(request, app).FirstOrDefault(reload => reload.Id.Equals(id, StringComparison.OrdinalIgnoreCase))?.Log
            ?? throw TenantRefusalException.NotFound($"The script log of the reload {id}"));

    /// <summary>The reloads with a script log, newest first.</summary>
    private static IEnumerable<TenantReload> Ended(TenantRequest request, TenantApp app) =>
        request.Tenant.NewestReloads.Where(reload =>
            reload.Log is not null && reload.AppId.Equals(app.Id, StringComparison.OrdinalIgnoreCase));
}
