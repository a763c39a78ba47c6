using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Butler.Local.Faults;
using Butler.Local.Sense.Hosts;
using Butler.Local.Sense.Life;
using Butler.Local.Sense.Qrs;
using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Control;

/// <summary>The control interface for scripts and tests, below <c>/simulator/</c>; only from this machine, without a certificate.</summary>
internal sealed class ControlApi(
    SenseSite site, SenseHosts hosts, SiteScheduler scheduler, SenseBehaviour behaviour, FaultPlan faults, RequestLog requests,
    Func<(Uri Qrs, Uri Engine)> addresses)
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

    private Task RouteAsync(HttpContext context) =>
        (context.Request.Method, context.Request.Path.Value!.TrimEnd('/').ToLowerInvariant()) switch
        {
            ("DELETE", var path) when path.StartsWith("/simulator/site/", StringComparison.Ordinal) =>
                RemoveAsync(context, path["/simulator/site/".Length..]),
            ("GET", "/simulator/site") => QrsAnswer.ObjectAsync(context, Site()),
            ("POST", "/simulator/run") => RunAsync(context),
            ("POST", "/simulator/finish") => FinishAsync(context),
            ("POST", "/simulator/due") => DueAsync(context),
            ("GET", "/simulator/services") => Results.Json(hosts.All, Json).ExecuteAsync(context),
            ("PATCH", "/simulator/services") => ChangeServiceAsync(context),
            ("GET", "/simulator/faults") => Results.Json(faults.All, Json).ExecuteAsync(context),
            ("POST", "/simulator/faults") => AddFaultAsync(context),
            ("DELETE", "/simulator/faults") => ClearAsync(context, faults.Clear),
            ("GET", "/simulator/behaviour") => Results.Json(behaviour, Json).ExecuteAsync(context),
            ("PATCH", "/simulator/behaviour") => ChangeAsync(context),
            ("GET", "/simulator/requests") => QrsAnswer.ObjectAsync(context, Requests()),
            ("DELETE", "/simulator/requests") => ClearAsync(context, requests.Clear),
            _ => QrsAnswer.RefuseAsync(
                context, StatusCodes.Status404NotFound, "There are site, run, finish, due, services, faults, behaviour and requests."),
        };

    private async Task RunAsync(HttpContext context)
    {
        var order = await ReadAsync<RunOrder>(context);
        if (site.Task(order.Task) is not { } task
            || scheduler.Run(task.Id, order.Outcome, order.ScriptLogBytes, order.RunningFor) is not { } execution)
        {
            await QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no task '{order.Task}'.");
            return;
        }

        await QrsAnswer.ObjectAsync(
            context, new JsonObject { ["taskId"] = task.Id, ["executionId"] = execution.Id, ["executionResultId"] = execution.ResultId });
    }

    private async Task DueAsync(HttpContext context)
    {
        var order = await ReadAsync<DueOrder>(context);
        await (site.Task(order.Task) is { } task && scheduler.Due(task.Id, order.After, order.Skip)
            ? QrsAnswer.NothingAsync(context)
            : QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no task '{order.Task}'."));
    }

    private async Task FinishAsync(HttpContext context)
    {
        var order = await ReadAsync<FinishOrder>(context);
        await (scheduler.Finish(order.ExecutionId, order.Outcome)
            ? QrsAnswer.NothingAsync(context)
            : QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, $"There runs no execution {order.ExecutionId}."));
    }

    private Task RemoveAsync(HttpContext context, string id) => Guid.TryParse(id, out var gone) && site.Remove(gone)
        ? QrsAnswer.NothingAsync(context)
        : QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no task or app {id}.");

    private async Task AddFaultAsync(HttpContext context)
    {
        faults.Add(await ReadAsync<Fault>(context));
        await QrsAnswer.NothingAsync(context);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        var change = await ReadAsync<BehaviourChange>(context);
        change.Apply(behaviour);
        await QrsAnswer.NothingAsync(context);
    }

    private async Task ChangeServiceAsync(HttpContext context)
    {
        var order = await ReadAsync<ServiceOrder>(context);
        await (hosts.Change(order.Host, order.Apply)
            ? QrsAnswer.NothingAsync(context)
            : QrsAnswer.RefuseAsync(
                context, StatusCodes.Status404NotFound, $"There is no service '{order.Service}' on a host '{order.Host}'."));
    }

    private static Task ClearAsync(HttpContext context, Action clear)
    {
        clear();
        return QrsAnswer.NothingAsync(context);
    }

    private JsonObject Site() => new()
    {
        ["qrs"] = addresses().Qrs.ToString(),
        ["engine"] = addresses().Engine.ToString(),
        ["tasks"] = CommonJson.Array(site.Tasks, task => new JsonObject
        {
            ["id"] = task.Id,
            ["name"] = task.Name,
            ["type"] = task.Type.ToString(),
            ["app"] = task.AppId is { } app ? site.App(app)?.Name : null,
            ["status"] = (site.LastOf(task.Id)?.Status ?? ExecutionStatus.NeverStarted).ToString(),
            ["endsIn"] = task.EndsIn.ToString(),
        }),
        ["apps"] = CommonJson.Array(site.Apps, app => new JsonObject
        {
            ["id"] = app.Id,
            ["name"] = app.Name,
            ["owner"] = $@"{app.Owner.Directory}\{app.Owner.UserId}",
            ["stream"] = app.Stream?.Name,
        }),
    };

    private JsonObject Requests() => new()
    {
        ["total"] = requests.Total,
        ["connections"] = requests.Connections,
        ["byPath"] = new JsonObject(requests.ByPath
            .OrderBy(path => path.Key, StringComparer.Ordinal)
            .Select(path => KeyValuePair.Create(path.Key, (JsonNode?)path.Value))),
    };

    private static async Task<T> ReadAsync<T>(HttpContext context) =>
        await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Json, context.RequestAborted)
            ?? throw new JsonException("A JSON object was expected.");
}
