using System.Text.Json.Nodes;
using Butler.Local.Sense.Filters;
using Butler.Local.Sense.Life;
using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Qrs;

/// <summary>The endpoints of QRS below <c>/qrs/</c>.</summary>
internal sealed class QrsApi(
    SenseSite site, SenseBehaviour behaviour, QrsEntities entities, LicenseData licenses, SiteScheduler scheduler, ScriptLogApi scriptLogs,
    TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        if (QrsGate.Refuse(context.Request, site) is var (status, reason))
        {
            await QrsAnswer.RefuseAsync(context, status, reason);
            return;
        }

        try
        {
            await RouteAsync(context);
        }
        catch (FilterException fault)
        {
            await QrsAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, $"The filter is not valid: {fault.Message}.");
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.ToLowerInvariant().Split('/', StringSplitOptions.RemoveEmptyEntries)[1..];
        return (context.Request.Method, path) switch
        {
            ("GET", ["about"]) => QrsAnswer.ObjectAsync(context, About()),
            ("GET", ["license"]) => QrsAnswer.ObjectAsync(context, licenses.Server()),
            ("GET", ["license", "accesstypeoverview"]) => QrsAnswer.ObjectAsync(context, licenses.Overview()),
            ("GET", ["license", var kind, .. var rest]) => ReadAsync(context, $"license/{kind}", rest),
            ("DELETE", ["license", "professionalaccesstype" or "analyzeraccesstype", var id]) => ReleaseAsync(context, path[1], id),
            ("GET", ["reloadtask", var id, "scriptlog"]) => scriptLogs.ByFileReferenceAsync(context, id),
            ("GET", ["reloadtask", var id, "scriptlogfile"]) => scriptLogs.ByExecutionResultAsync(context, id),
            ("GET", ["download", "reloadtask", var id, _]) => scriptLogs.DownloadAsync(context, id),
            ("POST", ["task", var id, "start"]) => StartAsync(context, id, synchronous: false),
            ("POST", ["task", var id, "start", "synchronous"]) => StartAsync(context, id, synchronous: true),
            ("POST", ["task", var id, "stop"]) => StopAsync(context, id),
            ("GET", [var kind, .. var rest]) => ReadAsync(context, kind, rest),
            _ => QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such resource."),
        };
    }

    private Task ReadAsync(HttpContext context, string kind, string[] rest)
    {
        var filter = context.Request.Query["filter"].ToString();
        if (rest is ["full"] && IdFilter.Find(filter) is { } ids && entities.Find(kind, ids) is { } found)
        {
            return QrsAnswer.ListAsync(context, found);
        }

        if (entities.All(kind) is not { } all)
        {
            return QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no entity {kind}.");
        }

        IEnumerable<JsonObject> Found() => filter.Length == 0 ? all : QrsFilter.Parse(filter).Apply(all);
        return rest switch
        {
            [] => QrsAnswer.ListAsync(context, Found().Select(full => Condensed.Of(kind, full))),
            ["full"] => QrsAnswer.ListAsync(context, Found()),
            ["count"] => QrsAnswer.ValueAsync(context, Found().Count()),
            [var text] when Guid.TryParse(text, out var id) => all.FirstOrDefault(entity => entity["id"]!.GetValue<Guid>() == id) is { } one
                ? QrsAnswer.ObjectAsync(context, one)
                : NotFoundAsync(context),
            [_] => QrsAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, "The id is not a GUID."),
            _ => QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such resource."),
        };
    }

    /// <summary>The synchronous form answers the empty id for a task that does not start, as a disabled one.</summary>
    private Task StartAsync(HttpContext context, string id, bool synchronous) =>
        synchronous && Guid.TryParse(id, out var disabled) && site.Task(disabled) is { Enabled: false }
            ? QrsAnswer.ValueAsync(context, Guid.Empty, StatusCodes.Status201Created)
            : !Guid.TryParse(id, out var taskId) || scheduler.Start(taskId) is not { } execution ? NotFoundAsync(context)
            : synchronous ? QrsAnswer.ValueAsync(context, execution.Id, StatusCodes.Status201Created)
            : QrsAnswer.NothingAsync(context);

    private Task StopAsync(HttpContext context, string id)
    {
        if (!Guid.TryParse(id, out var taskId) || site.Task(taskId) is null)
        {
            return NotFoundAsync(context);
        }

        scheduler.Stop(taskId);
        return QrsAnswer.NothingAsync(context);
    }

    private Task ReleaseAsync(HttpContext context, string kind, string id) =>
        Guid.TryParse(id, out var access) && licenses.Release(kind, access, time.GetUtcNow())
            ? QrsAnswer.NothingAsync(context)
            : NotFoundAsync(context);

    private static Task NotFoundAsync(HttpContext context) =>
        QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "The object was not found.");

    private JsonObject About() => new()
    {
        ["buildVersion"] = behaviour.BuildVersion,
        ["buildDate"] = "10/14/2030 09:00:00 AM",
        ["databaseProvider"] = "Devart.Data.PostgreSql",
        ["nodeType"] = 1,
        ["sharedPersistence"] = true,
        ["requiresBootstrap"] = false,
        ["singleNodeOnly"] = false,
        ["schemaPath"] = "About",
    };
}
