using System.Collections.Concurrent;
using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Qrs;

/// <summary>The two ways to a script log: each gives a reference, with which the log is then downloaded.</summary>
internal sealed class ScriptLogApi(SenseSite site, SenseBehaviour behaviour)
{
    // The returned references and their executions. A deleted log answers 404 like an unknown one.
    private readonly ConcurrentDictionary<Guid, Guid> downloads = new();

    /// <summary>The way of older releases.</summary>
    public Task ByFileReferenceAsync(HttpContext context, string taskId) =>
        GiveAsync(context, behaviour.ScriptLogByFileReference, taskId, "fileReferenceId", execution => execution.FileReference);

    /// <summary>The way of May 2025 and later.</summary>
    public Task ByExecutionResultAsync(HttpContext context, string taskId) =>
        GiveAsync(context, behaviour.ScriptLogByExecutionResult, taskId, "executionResultId", execution => execution.ResultId);

    public async Task DownloadAsync(HttpContext context, string reference)
    {
        if (!Guid.TryParse(reference, out var id) || !downloads.TryGetValue(id, out var executionId)
            || site.Execution(executionId)?.ScriptLog is not { } log)
        {
            await QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "The file was not found.");
            return;
        }

        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = log.Length;
        context.Response.Headers.ContentDisposition = "attachment; filename=\"scriptlog.txt\"";
        await context.Response.Body.WriteAsync(log, context.RequestAborted);
    }

    private Task GiveAsync(HttpContext context, bool isThere, string task, string parameter, Func<Execution, Guid> key)
    {
        if (!isThere)
        {
            return QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such resource.");
        }

        if (!Guid.TryParse(task, out var taskId) || !Guid.TryParse(context.Request.Query[parameter], out var wanted))
        {
            return QrsAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, $"{parameter} is not a GUID.");
        }

        if (site.Executions.FirstOrDefault(e => e.TaskId == taskId && e.ScriptLog is not null && key(e) == wanted) is not { } execution)
        {
            return QrsAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "The script log was not found.");
        }

        // A log always has the same reference, so that there are never more references than requested logs.
        var reference = execution.ResultId;
        downloads[reference] = execution.Id;
        return QrsAnswer.ValueAsync(context, reference);
    }
}
