using Butler.Core.ScriptLogs;
using Butler.Core.Secrets;
using Butler.Core.Text;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>
/// Fetches script logs in the two ways of QRS: by file reference (before May 2025) and by execution result. The first way that works is
/// remembered. Directly after a run QRS may answer 404 or 500 for a log that is available a moment later, so temporary faults are retried
/// for some seconds.
/// </summary>
/// <param name="first">Used first; its faults count for the circuit.</param>
/// <param name="again">Used for retries, so that one missing log does not open the circuit for all requests.</param>
/// <param name="options">The settings.</param>
/// <param name="encoding">Reads a log's bytes.</param>
/// <param name="redaction">Masks secrets.</param>
/// <param name="store">Keeps logs on disk; null when this is off.</param>
/// <param name="time">The clock.</param>
internal sealed class ScriptLogDownload(
    ScriptLogDownload.Source first,
    ScriptLogDownload.Source again,
    ScriptLogOptions options,
    SenseEncoding encoding,
    Redaction redaction,
    ScriptLogStore? store,
    TimeProvider time)
{
    private readonly PassingFaults faults = new(time);
    private volatile bool byResult;

    /// <summary>Reads the log of an execution; the log of a failed reload is also kept on disk, if configured.</summary>
    /// <param name="taskId">The reload task.</param>
    /// <param name="execution">Its run, with a file reference.</param>
    /// <param name="keepAs">The name for keeping the log; null when it is not kept.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QrsException">The log is not available.</exception>
    public Task<ScriptLog> ReadAsync(string taskId, QrsExecution execution, StoredLogName? keepAs, CancellationToken cancellationToken) =>
        faults.RepeatAsync(
            attempt => AttemptAsync(attempt == 1 ? first : again, taskId, execution, keepAs, cancellationToken), MayPass,
            cancellationToken);

    /// <summary>A missing log may still appear: QRS copies it after the run has ended.</summary>
    private static bool MayPass(QrsException fault) => fault.IsTransient || fault.IsNotFound;

    private async Task<ScriptLog> AttemptAsync(
        Source from, string taskId, QrsExecution execution, StoredLogName? keepAs, CancellationToken cancellationToken)
    {
        var download = await ReferenceAsync(from.Qrs, taskId, execution, cancellationToken);
        var reader = new ScriptLogReader(options.Parts, encoding, redaction);
        using var kept = keepAs is null ? null : store?.Begin(keepAs);
        await from.Files.ReadAsync(
            $"download/reloadtask/{download}/scriptlog.txt",
            (stream, ct) => reader.ReadAsync(stream, kept is null ? null : kept.WriteAsync, ct),
            cancellationToken);
        kept?.Commit();
        return reader.Result(execution.ScriptLogSize);
    }

    private async Task<string> ReferenceAsync(IQrs qrs, string taskId, QrsExecution execution, CancellationToken cancellationToken)
    {
        var usual = byResult;
        try
        {
            return await AskAsync(qrs, usual, taskId, execution, cancellationToken);
        }
        catch (QrsException refused) when (refused.Status is 400 or 404 or 405 or 410 or 500 or 501)
        {
            try
            {
                var found = await AskAsync(qrs, !usual, taskId, execution, cancellationToken);
                byResult = !usual;
                return found;
            }
            catch (QrsException other) when (MayPass(refused) && !MayPass(other))
            {
                throw refused; // this server does not support the other way, so the fault of the usual one counts
            }
        }
    }

    private static async Task<string> AskAsync(
        IQrs qrs, bool result, string taskId, QrsExecution execution, CancellationToken cancellationToken)
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

    /// <summary>The connections.</summary>
    /// <param name="Qrs">Returns the file name of a log.</param>
    /// <param name="Files">Downloads the file.</param>
    internal sealed record Source(IQrs Qrs, IQrsFiles Files);
}
