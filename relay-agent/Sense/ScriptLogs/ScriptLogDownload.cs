using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>
/// Fetches script logs by the two ways QRS has: by file reference (before May 2025) and by execution result. Which one this server
/// has is remembered from the first that worked.
/// </summary>
internal sealed class ScriptLogDownload(IQrs qrs, IQrsFiles files, RelayOptions.ScriptLogSection options, SenseEncoding encoding, Redaction redaction, ScriptLogStore? store)
{
    private volatile bool byResult;

    /// <summary>Reads the log of an execution; the log of a failed reload is kept on disk too, where that is configured.</summary>
    /// <param name="taskId">The reload task.</param>
    /// <param name="execution">Its run, with a file reference.</param>
    /// <param name="keepAs">The name to keep it by; null when it is not to be kept.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="QrsException">It cannot be had.</exception>
    public async Task<ScriptLog> ReadAsync(string taskId, QrsExecution execution, StoredLogName? keepAs, CancellationToken cancellationToken)
    {
        var download = await ReferenceAsync(taskId, execution, cancellationToken);
        var reader = new ScriptLogReader(options, encoding);
        using var kept = keepAs is null ? null : store?.Begin(keepAs);
        await files.ReadAsync(
            $"download/reloadtask/{download}/scriptlog.txt",
            (stream, ct) => reader.ReadAsync(stream, kept is null ? null : kept.WriteAsync, ct),
            cancellationToken);
        kept?.Commit();
        return reader.Result(execution.ScriptLogSize, redaction);
    }

    private async Task<string> ReferenceAsync(string taskId, QrsExecution execution, CancellationToken cancellationToken)
    {
        var first = byResult;
        try
        {
            return await AskAsync(first, taskId, execution, cancellationToken);
        }
        catch (QrsException refused) when (refused.Status is 400 or 404 or 405 or 410 or 500 or 501)
        {
            var found = await AskAsync(!first, taskId, execution, cancellationToken);
            byResult = !first;
            return found;
        }
    }

    private async Task<string> AskAsync(bool result, string taskId, QrsExecution execution, CancellationToken cancellationToken)
    {
        var answer = await qrs.GetAsync(
            result
                ? $"reloadtask/{taskId}/scriptlogfile?executionResultId={execution.Info.ResultId}"
                : $"reloadtask/{taskId}/scriptlog?fileReferenceId={execution.FileReference}",
            null,
            cancellationToken);
        return answer.Text("value") is { } value && SenseText.CleanGuid(value) is { } id
            ? id
            : throw new QrsException(404, $"QRS named no file for the script log of task {taskId}.");
    }
}
