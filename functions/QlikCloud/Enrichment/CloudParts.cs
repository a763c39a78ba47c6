using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.QlikCloud;
using Butler.Core.Secrets;

namespace Butler.Functions.QlikCloud.Enrichment;

/// <summary>
/// The parts of an event that a tenant is asked for. Each becomes fields of the event's data, by the names of Butler's templates
/// (https://qlik.dev/apis/rest).
/// </summary>
internal sealed class CloudParts(
    CloudClient client, CloudLookup lookup, CloudAccess access, CancellationToken cancellationToken)
{
    private const int MaxText = 2_000;
    private const int MaxTags = 50;

    /// <summary>The record of the reload.</summary>
    public async Task<JsonObject> ReloadAsync(string reload)
    {
        var found = await client.GetAsync($"api/v1/reloads/{reload}", cancellationToken);
        var (start, end) = (QlikEvent.Instant(found.Text("startTime")), QlikEvent.Instant(found.Text("endTime")));
        return new JsonObject
        {
            ["reloadTrigger"] = found.Text("type"),
            ["status"] = found.Text("status"),
            ["errorCode"] = found.Text("errorCode"),
            ["errorMessage"] = Clean(found.Text("errorMessage", MaxText)),
            ["logMessage"] = Clean(found.Text("log", MaxText)),
            ["creationTime"] = found.Text("creationTime"),
            ["startTime"] = found.Text("startTime"),
            ["endTime"] = found.Text("endTime"),
            ["durationSeconds"] = start is { } from && end is { } to && to >= from ? (to - from).TotalSeconds : null,
            ["isPartialReload"] = found.Truth("partial"),
            ["userId"] = found.Text("userId"),
        };
    }

    /// <summary>The app.</summary>
    public async Task<JsonObject> AppAsync(string app)
    {
        var found = (await lookup.GetAsync(access, $"api/v1/apps/{app}", cancellationToken)).Member("attributes") ?? default;
        return new JsonObject
        {
            ["appName"] = found.Text("name"),
            ["appDescription"] = found.Text("description", MaxText),
            ["appHasSectionAccess"] = found.Truth("hasSectionAccess"),
            ["appIsPublished"] = found.Truth("published"),
            ["appPublishTime"] = found.Text("publishTime"),
            ["appThumbnail"] = found.Text("thumbnail"),
            ["appOwnerUserId"] = found.Text("ownerId"),
            ["spaceId"] = found.Text("spaceId"),
        };
    }

    /// <summary>The app's entry in the hub, which has its tags and its size.</summary>
    public async Task<JsonObject> ItemAsync(string app)
    {
        var found = await lookup.GetAsync(
            access, $"api/v1/items?resourceType=app&resourceId={app}&noActions=true&limit=100", cancellationToken);
        var item = found.Items("data").FirstOrDefault(each => each.Text("resourceId") == app);
        return new JsonObject
        {
            ["appName"] = item.Text("name"),
            ["appOwnerUserId"] = item.Text("ownerId"),
            ["spaceId"] = item.Text("spaceId"),
            ["appFileSize"] = item.Member("resourceSize")?.Number("appFile"),
            ["appTags"] = new JsonArray([.. Tags(item).Take(MaxTags).Select(tag => (JsonNode?)tag)]),
        };
    }

    /// <summary>The automation.</summary>
    public async Task<JsonObject> AutomationAsync(string automation)
    {
        var found = await lookup.GetAsync(access, $"api/v1/automations/{automation}", cancellationToken);
        return new JsonObject
        {
            ["automationName"] = found.Text("name"),
            ["appOwnerUserId"] = found.Text("ownerId"),
            ["spaceId"] = found.Text("spaceId"),
        };
    }

    /// <summary>The owner of the app or automation.</summary>
    public async Task<JsonObject> OwnerAsync(string user)
    {
        var found = await lookup.GetAsync(access, $"api/v1/users/{user}", cancellationToken);
        return new JsonObject
        {
            ["appOwnerName"] = found.Text("name"),
            ["appOwnerEmail"] = found.Text("email"),
            ["appOwnerPicture"] = found.Text("picture"),
        };
    }

    /// <summary>The user who started the reload.</summary>
    public async Task<JsonObject> UserAsync(string user) =>
        new() { ["userName"] = (await lookup.GetAsync(access, $"api/v1/users/{user}", cancellationToken)).Text("name") };

    /// <summary>The space of the app.</summary>
    public async Task<JsonObject> SpaceAsync(string space) =>
        new() { ["spaceName"] = (await lookup.GetAsync(access, $"api/v1/spaces/{space}", cancellationToken)).Text("name") };

    private static IEnumerable<string> Tags(JsonElement item) =>
        (item.Member("meta") ?? default).Items("tags").Select(tag => tag.Text("name")).OfType<string>();

    private static string? Clean(string? text) => text is null ? null : Redaction.CleanKnown(text);
}
