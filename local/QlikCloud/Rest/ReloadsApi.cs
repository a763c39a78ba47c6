using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Filters;
using Butler.Local.QlikCloud.Life;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Rest;

/// <summary><c>api/v1/reloads</c>: lists, starts and cancels reloads.</summary>
internal sealed class ReloadsApi(ReloadRunner runner)
{
    private static readonly string[] Attributes = ["status", "type", "partial"];

    public Task AnswerAsync(TenantRequest request, string[] path) => (request.Http.Request.Method, path) switch
    {
        ("GET", []) => ListAsync(request),
        ("POST", []) => StartAsync(request),
        ("GET", [var id]) => TenantAnswer.JsonAsync(request.Http, Json(request, Find(request, id), withLog: true)),
        ("POST", [var id, "actions", "cancel"]) => CancelAsync(request, id),
        _ => throw TenantRefusalException.NotFound("The resource"),
    };

    private static TenantReload Find(TenantRequest request, string id) =>
        request.Tenant.Reloads.Find(id) ?? throw TenantRefusalException.NotFound($"The reload {id}");

    private static Task ListAsync(TenantRequest request)
    {
        var (app, filter, withLog) = (request.Query("appId"), request.Query("filter"), request.Query("log") == "true");
        var passes = filter is null ? _ => true : ScimFilter.Parse(filter, Attributes);
        var reloads = request.Tenant.NewestReloads
            .Where(reload => app is null || reload.AppId.Equals(app, StringComparison.OrdinalIgnoreCase))
            .Where(reload => passes(attribute => Value(reload, attribute)))
            .ToList();
        string[] query =
        [
            .. app is null ? [] : new[] { $"appId={Uri.EscapeDataString(app)}" },
            .. filter is null ? [] : new[] { $"filter={Uri.EscapeDataString(filter)}" },
            .. withLog ? new[] { "log=true" } : [],
        ];
        var path = query is [] ? "api/v1/reloads" : $"api/v1/reloads?{string.Join('&', query)}";
        return TenantPage.AnswerAsync(request, path, reloads, reload => reload.Id, reload => Json(request, reload, withLog));
    }

    private async Task StartAsync(TenantRequest request)
    {
        var body = await request.BodyAsync();
        var app = body["appId"] is JsonValue value && value.TryGetValue<string>(out var id)
            ? AppsApi.Find(request, id)
            : throw TenantRefusalException.Invalid("appId is missing.");
        var isPartial = body["partial"] is JsonValue given && given.TryGetValue<bool>(out var partial) && partial;
        var reload = runner.Start(request.Tenant, app, isPartial, request.UserId);
        await TenantAnswer.JsonAsync(request.Http, Json(request, reload, withLog: false), StatusCodes.Status201Created);
    }

    private static Task CancelAsync(TenantRequest request, string id)
    {
        var reload = Find(request, id);
        return ReloadRunner.Cancel(request.Tenant, reload.Id)
            ? TenantAnswer.NothingAsync(request.Http, StatusCodes.Status202Accepted)
            : throw new TenantRefusalException(StatusCodes.Status409Conflict, $"The reload {id} has ended.");
    }

    private static string? Value(TenantReload reload, string attribute) => attribute switch
    {
        "status" => reload.Status,
        "type" => reload.Type,
        _ => reload.Partial ? "true" : "false",
    };

    private static JsonObject Json(TenantRequest request, TenantReload reload, bool withLog)
    {
        var json = new JsonObject
        {
            ["id"] = reload.Id,
            ["appId"] = reload.AppId,
            ["tenantId"] = request.Tenant.Id,
            ["userId"] = reload.UserId,
            ["type"] = reload.Type,
            ["status"] = reload.Status,
            ["partial"] = reload.Partial,
            ["creationTime"] = TenantTime.Text(reload.Created),
        };
        AddText(json, "startTime", TenantTime.Text(reload.Started));
        AddText(json, "endTime", TenantTime.Text(reload.Ended));
        AddText(json, "errorCode", reload.ErrorCode);
        AddText(json, "errorMessage", reload.ErrorMessage);
        AddText(json, "log", withLog ? reload.Log : null);
        json["links"] = new JsonObject { ["self"] = new JsonObject { ["href"] = $"{request.Root}api/v1/reloads/{reload.Id}" } };
        return json;
    }

    private static void AddText(JsonObject json, string name, string? text)
    {
        if (text is not null)
        {
            json[name] = text;
        }
    }
}
