using Butler.RelayAgent.Secrets;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>
/// Fetches script logs by the two ways QRS has: by file reference (before May 2025) and by execution result. Which one this server
/// has is remembered from the first that worked. Right after a run QRS may answer 404 or 500 for a log that it has a moment later,
/// so whatever may pass is repeated for some seconds.
/// </summary>
/// <param name="first">Asked first; a fault there counts as one towards the circuit.</param>
/// <param name="again">Asked when that is repeated, so that one log that cannot be had does not open the circuit for all.</param>
/// <param name="options">What is kept of a log.</param>
/// <param name="encoding">Reads a log's bytes.</param>
/// <param name="redaction">Masks secrets.</param>
/// <param name="store">Keeps logs on disk; null where that is off.</param>
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

    /// <summary>Reads the log of an execution; the log of a failed reload is kept on disk too, where that is configured.</summary>
    /// <param name="taskId">The reload task.</param>
    /// <param name="execution">Its run, with a file reference.</param>
    /// <param name="keepAs">The name to keep it by; null when it is not to be kept.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="QrsException">It cannot be had.</exception>
    public Task<ScriptLog> ReadAsync(string taskId, QrsExecution execution, StoredLogName? keepAs, CancellationToken cancellationToken) =>
        faults.RepeatAsync(
            attempt => AttemptAsync(attempt == 1 ? first : again, taskId, execution, keepAs, cancellationToken), MayPass, cancellationToken);

    /// <summary>A log that is not there may still come: QRS copies it after the run has ended.</summary>
    private static bool MayPass(QrsException fault) => fault.IsTransient || fault.IsNotFound;

    private async Task<ScriptLog> AttemptAsync(
        Source from, string taskId, QrsExecution execution, StoredLogName? keepAs, CancellationToken cancellationToken)
    {
        var download = await ReferenceAsync(from.Qrs, taskId, execution, cancellationToken);
        var reader = new ScriptLogReader(options, encoding, redaction);
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
                throw refused; // this server does not have the other way: what the usual one said counts
            }
        }
    }

    private static async Task<string> AskAsync(IQrs qrs, bool result, string taskId, QrsExecution execution, CancellationToken cancellationToken)
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

    /// <summary>Where to ask.</summary>
    /// <param name="Qrs">Names the file of a log.</param>
    /// <param name="Files">Has the file.</param>
    internal sealed record Source(IQrs Qrs, IQrsFiles Files);
}
