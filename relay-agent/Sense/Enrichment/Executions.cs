using Butler.Core.Time;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>Finds the result of an execution and waits until it is final: the scheduler logs an end before the repository has it.</summary>
internal sealed class Executions(Lookups lookups, ExecutionMatch match, TimeProvider time)
{
    private static readonly Backoff Looks = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1));

    /// <summary>The pause while the task is still running, because its result is not final yet.</summary>
    private static readonly TimeSpan PauseForRunning = TimeSpan.FromMilliseconds(350);

    /// <summary>The wait for a distribution, which may stay in its queue for hours; the function app polls it later.</summary>
    private static readonly TimeSpan WaitForDistribution = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitForFinal = TimeSpan.FromSeconds(5);

    /// <summary>The wait for the log, which is copied after the run's end; a later log is unlikely.</summary>
    private static readonly TimeSpan WaitForLog = TimeSpan.FromSeconds(3);

    /// <summary>The number of requests for a result that QRS does not know.</summary>
    private const int RoundsForUnknown = 2;

    /// <summary>The result, final if it became so in time; null when QRS knows none.</summary>
    /// <exception cref="QrsException">The look-up failed.</exception>
    public async Task<QrsExecution?> FindAsync(Asked asked, QrsTask? task, CancellationToken cancellationToken)
    {
        if (task?.LastResult is { IsFinal: true } last && IsOurs(last, asked, ExecutionMatch.Close))
        {
            return last;
        }

        var wait = asked.Kind == TaskKind.Distribute ? WaitForDistribution : WaitForFinal;
        var started = time.GetTimestamp();
        QrsExecution? found = null;
        var justRead = task;
        if (task?.LastResult is { IsFinal: false, Info.Start: not null } running
            && (running.ExecutionId ?? asked.ExecutionId) == asked.ExecutionId)
        {
            await Task.Delay(PauseForRunning, time, cancellationToken);
            justRead = null;
        }

        for (var round = 1; ; round++)
        {
            try
            {
                found = await NowAsync(asked, round == 1 ? justRead : null, cancellationToken) ?? found;
            }
            catch (Exception failure) when (found is not null && failure is QrsException or OperationCanceledException)
            {
                return found;
            }

            var isUnknown = found is null && (task is null || round == RoundsForUnknown);
            if (found is { IsFinal: true } || isUnknown || time.GetElapsedTime(started) + Looks.Pause(round) > wait)
            {
                return found;
            }

            await Task.Delay(Looks.Pause(round), time, cancellationToken);
        }
    }

    /// <summary>Waits for the run's script log; null when there is none.</summary>
    /// <exception cref="QrsException">The look-up failed.</exception>
    public async Task<QrsExecution?> WithLogAsync(Asked asked, QrsExecution execution, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var round = 1; ; round++)
        {
            if (execution.FileReference is not null)
            {
                return execution;
            }

            if (execution.NeverRan || time.GetElapsedTime(started) + Looks.Pause(round) > WaitForLog)
            {
                return null;
            }

            await Task.Delay(Looks.Pause(round), time, cancellationToken);
            execution = await NowAsync(asked, null, cancellationToken) ?? execution;
        }
    }

    /// <summary>Finds the result by the execution's id, or else the task's last result if it matches.</summary>
    /// <param name="asked">The run to look up.</param>
    /// <param name="task">The task if it was just read; null to read it if necessary.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task<QrsExecution?> NowAsync(Asked asked, QrsTask? task, CancellationToken cancellationToken)
    {
        QrsException? failure = null;
        try
        {
            if (asked.ExecutionId is { } id && await lookups.ExecutionAsync(id, cancellationToken) is { } result)
            {
                return result;
            }
        }
        catch (QrsException notHad)
        {
            failure = notHad; // perhaps only this request is refused: the task may still have the result
        }

        if (failure is not { IsTransient: true })
        {
            task ??= await lookups.FreshTaskAsync(asked.TaskId, cancellationToken);
        }

        return task is { LastResult: { } last } && IsOurs(last, asked, ExecutionMatch.Near)
            ? last
            : failure is null ? null : throw failure;
    }

    private bool IsOurs(QrsExecution last, Asked asked, TimeSpan within) =>
        match.Is(last, asked.ExecutionId ?? asked.EventId, asked.Outcome, asked.Ended, within);

    /// <summary>The event's data about the run.</summary>
    /// <param name="EventId">The event's id.</param>
    /// <param name="TaskId">The task.</param>
    /// <param name="ExecutionId">The run's GUID; null where the event has none.</param>
    /// <param name="Kind">The task's kind, as far as known.</param>
    /// <param name="Outcome">The outcome in the event's type.</param>
    /// <param name="Ended">The event's time.</param>
    internal sealed record Asked(string EventId, string TaskId, string? ExecutionId, string Kind, string Outcome, DateTimeOffset Ended);
}
