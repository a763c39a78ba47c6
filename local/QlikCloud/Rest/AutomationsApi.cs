using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Rest;

/// <summary><c>api/v1/automations</c>: a run ends as soon as it is started.</summary>
internal sealed class AutomationsApi(TimeProvider time)
{
    public const string TokenHeader = "X-Execution-Token";

    public Task AnswerAsync(TenantRequest request, string[] path) => (request.Http.Request.Method, path) switch
    {
        ("GET", [var id]) => TenantAnswer.JsonAsync(request.Http, Json(Find(request.Tenant, id))),
        ("POST", [var id, "runs"]) => RunAsync(request, Find(request.Tenant, id)),
        _ => throw TenantRefusalException.NotFound("The resource"),
    };

    /// <summary>A triggered run: the execution token is the permission, in a header or in the query.</summary>
    public async Task ExecuteAsync(TenantRequest request, string id)
    {
        var automation = request.Tenant.Automations.Find(id);
        var token = request.Http.Request.Headers[TokenHeader].ToString() is { Length: > 0 } header ? header : request.Query(TokenHeader);
        if (automation?.ExecutionToken is not { } expected || token != expected)
        {
            throw new TenantRefusalException(
                StatusCodes.Status401Unauthorized, "The automation is not triggered by calls, or the execution token is missing or wrong.");
        }

        var inputs = request.Http.Request.Method == "GET" ? null : await request.JsonAsync();
        await TenantAnswer.JsonAsync(request.Http, Run(Started(request.Tenant, automation, "webhook", inputs)));
    }

    private static TenantAutomation Find(Tenant tenant, string id) =>
        tenant.Automations.Find(id) ?? throw TenantRefusalException.NotFound($"The automation {id}");

    private async Task RunAsync(TenantRequest request, TenantAutomation automation)
    {
        var body = await request.BodyAsync();
        var context = body["context"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "api";
        var run = Started(request.Tenant, automation, context, body["inputs"]);
        await TenantAnswer.JsonAsync(request.Http, Run(run), StatusCodes.Status201Created);
    }

    private AutomationRun Started(Tenant tenant, TenantAutomation automation, string context, JsonNode? inputs)
    {
        var run = new AutomationRun(
            Guid.NewGuid().ToString(), context, time.GetUtcNow(), inputs?.ToJsonString(TenantJson.Options));
        tenant.Automations.Update(automation.Id, known => known with { Runs = [.. known.Runs, run] });
        return run;
    }

    private static JsonObject Json(TenantAutomation automation) => new()
    {
        ["id"] = automation.Id,
        ["name"] = automation.Name,
        ["ownerId"] = automation.OwnerId,
        ["spaceId"] = automation.SpaceId,
        ["state"] = "available",
        ["runMode"] = automation.ExecutionToken is null ? "manual" : "triggered",
        ["executionToken"] = automation.ExecutionToken,
        ["lastRunAt"] = automation.Runs is [.., var last] ? TenantTime.Text(last.Started) : null,
        ["lastRunStatus"] = automation.Runs is [] ? null : "finished",
    };

    private static JsonObject Run(AutomationRun run) => new()
    {
        ["id"] = run.Id,
        ["status"] = "finished",
        ["context"] = run.Context,
        ["startTime"] = TenantTime.Text(run.Started),
        ["stopTime"] = TenantTime.Text(run.Started),
    };
}
