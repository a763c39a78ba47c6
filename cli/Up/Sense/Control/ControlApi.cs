using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Butler.Cli.Up.Sense.Faults;
using Butler.Cli.Up.Sense.Qrs;
using Butler.Cli.Up.Sense.Site;

namespace Butler.Cli.Up.Sense.Control;

/// <summary>What a script or a test tells the simulator, below <c>/simulator/</c>; from this machine only, without certificate.</summary>
internal sealed class ControlApi(SenseSimulator simulator)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    public async Task AnswerAsync(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
        {
            await QrsAnswer.RefuseAsync(context, StatusCodes.Status403Forbidden, "Only from this machine.");
            return;
        }

        try
        {
            await RouteAsync(context);
        }
        catch (JsonException fault)
        {
            await QrsAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, fault.Message);
        }
    }

    private Task RouteAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value!.TrimEnd('/').ToLowerInvariant()) switch
    {
        ("DELETE", var path) when path.StartsWith("/simulator/site/", StringComparison.Ordinal) => RemoveAsync(context, path["/simulator/site/".Length..]),
        ("GET", "/simulator/site") => QrsAnswer.ObjectAsync(context, Site()),
        ("POST", "/simulator/run") => RunAsync(context),
        ("POST", "/simulator/finish") => FinishAsync(context),
        ("GET", "/simulator/faults") => Results.Json(simulator.Faults.All, Json).ExecuteAsync(context),
        ("POST", "/simulator/faults") => AddFaultAsync(context),
        ("DELETE", "/simulator/faults") => ClearAsync(context, simulator.Faults.Clear),
        ("GET", "/simulator/behaviour") => Results.Json(simulator.Behaviour, Json).ExecuteAsync(context),
        ("PATCH", "/simulator/behaviour") => ChangeAsync(context),
        ("GET", "/simulator/requests") => QrsAnswer.ObjectAsync(context, Requests()),
        ("DELETE", "/simulator/requests") => ClearAsync(context, simulator.Requests.Clear),
        _ => QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "There are site, run, finish, faults, behaviour and requests."),
    };

    private async Task RunAsync(HttpContext context)
    {
        var order = await ReadAsync<RunOrder>(context);
        if (simulator.Site.Task(order.Task) is not { } task || simulator.Scheduler.Run(task.Id, order.Outcome, order.ScriptLogBytes) is not { } execution)
        {
            await QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no task '{order.Task}'.");
            return;
        }

        await QrsAnswer.ObjectAsync(context, new JsonObject { ["taskId"] = task.Id, ["executionId"] = execution.Id, ["executionResultId"] = execution.ResultId });
    }

    private async Task FinishAsync(HttpContext context)
    {
        var order = await ReadAsync<FinishOrder>(context);
        await (simulator.Scheduler.Finish(order.ExecutionId, order.Outcome)
            ? QrsAnswer.NothingAsync(context)
            : QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, $"There runs no execution {order.ExecutionId}."));
    }

    private Task RemoveAsync(HttpContext context, string id) => Guid.TryParse(id, out var gone) && simulator.Site.Remove(gone)
        ? QrsAnswer.NothingAsync(context)
        : QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no task or app {id}.");

    private async Task AddFaultAsync(HttpContext context)
    {
        simulator.Faults.Add(await ReadAsync<Fault>(context));
        await QrsAnswer.NothingAsync(context);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        var change = await ReadAsync<BehaviourChange>(context);
        change.Apply(simulator.Behaviour);
        await QrsAnswer.NothingAsync(context);
    }

    private static Task ClearAsync(HttpContext context, Action clear)
    {
        clear();
        return QrsAnswer.NothingAsync(context);
    }

    private JsonObject Site() => new()
    {
        ["qrs"] = simulator.QrsUrl.ToString(),
        ["engine"] = simulator.EngineUrl.ToString(),
        ["tasks"] = CommonJson.Array(simulator.Site.Tasks, task => new JsonObject
        {
            ["id"] = task.Id,
            ["name"] = task.Name,
            ["type"] = task.Type.ToString(),
            ["app"] = task.AppId is { } app ? simulator.Site.App(app)?.Name : null,
            ["status"] = (simulator.Site.LastOf(task.Id)?.Status ?? ExecutionStatus.NeverStarted).ToString(),
            ["endsIn"] = task.EndsIn.ToString(),
        }),
        ["apps"] = CommonJson.Array(simulator.Site.Apps, app => new JsonObject
        {
            ["id"] = app.Id,
            ["name"] = app.Name,
            ["owner"] = $@"{app.Owner.Directory}\{app.Owner.UserId}",
            ["stream"] = app.Stream?.Name,
        }),
    };

    private JsonObject Requests() => new()
    {
        ["total"] = simulator.Requests.Total,
        ["connections"] = simulator.Requests.Connections,
        ["byPath"] = new JsonObject(simulator.Requests.ByPath
            .OrderBy(path => path.Key, StringComparer.Ordinal)
            .Select(path => KeyValuePair.Create(path.Key, (JsonNode?)path.Value))),
    };

    private static async Task<T> ReadAsync<T>(HttpContext context) =>
        await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Json, context.RequestAborted) ?? throw new JsonException("A JSON object was expected.");
}
