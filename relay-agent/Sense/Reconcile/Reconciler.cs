using System.Globalization;
using System.Text.Json;
using Butler.Core.Secrets;
using Butler.Core.Time;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Sense.Reconcile;

/// <summary>
/// Searches QRS, at the start and every few minutes, for executions that ended since the last search, and creates events for those without
/// a datagram. Their ids are those of events from datagrams, so that a later datagram gives no second alert.
/// </summary>
internal sealed partial class Reconciler(
    ReconcileOptions options,
    string site,
    IQrs qrs,
    Lookups lookups,
    SeenEvents seen,
    ReconcileState state,
    OwnRecords journal,
    TimeProvider time,
    ILogger<Reconciler> logger) : ILoop
{
    /// <summary>The datagram of a recent end may still arrive.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>The end of the last period is searched again, because results may be written late, and clocks differ.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    /// <summary>The period of one request, because QRS's lists have no pages.</summary>
    private static readonly TimeSpan Page = TimeSpan.FromHours(1);

    private readonly QuietLog trouble = new(time);

    public LoopProgress Progress { get; } = new("reconciler", time);

    /// <summary>Searches until the relay stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Every, time);
        try
        {
            do
            {
                await TryAsync(stopping);
                Progress.Report(options.Every);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The relay is stopping; the next start continues after the last page.
        }
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            await LookAsync(stopping);
            if (trouble.End() is { } lasted)
            {
                Log.LooksAgain(logger, lasted);
            }
        }
        catch (QrsException failure)
        {
            if (trouble.IsDue())
            {
                Log.CannotLook(logger, failure.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var until = now - Grace;
        var farthest = now - (state.IsFirst && options.FirstLookBack < options.LookBack ? options.FirstLookBack : options.LookBack);
        var from = state.Until is { } done && done <= until && done - Overlap > farthest ? done - Overlap : farthest;
        while (from < until)
        {
            var to = until - from > Page ? from + Page : until;
            if (!await LookAsync(from, to, stopping))
            {
                return;
            }

            state.Save(to);
            Progress.Report();
            from = to;
        }
    }

    /// <returns>False when the journal did not accept an event: it is searched again next time.</returns>
    private async Task<bool> LookAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken stopping)
    {
        var found = new List<FoundExecution>();
        await qrs.ReadRowsAsync("executionresult/full", $"stopTime ge '{Text(from)}' and stopTime lt '{Text(to)}'", Take, stopping);
        foreach (var execution in found.OrderBy(each => each.Result.Info.Stop))
        {
            if (seen.Contains(execution.EventId(site, null)) || seen.Contains(execution.EventId(site, TaskKind.Distribute)))
            {
                continue;
            }

            Progress.Report();
            var task = await lookups.TaskAsync(execution.TaskId, stopping);
            if (!await journal.AddAsync(execution.Datagram(task)).WaitAsync(stopping))
            {
                Log.NotTaken(logger, execution.ExecutionId);
                return false;
            }

            seen.Add(execution.EventId(site, task?.Info.Kind));
            Log.Found(logger, execution.ExecutionId, task?.Info.Name, execution.Outcome, execution.Result.Info.Stop);
        }

        return true;

        void Take(JsonElement row)
        {
            if (FoundExecution.Of(QrsExecution.Read(row, Redaction.None)) is { } execution && execution.Result.Info.Stop >= from
                && execution.Result.Info.Stop < to)
            {
                found.Add(execution);
            }
        }
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The search for executions without a log message failed, and will be retried: {Problem}")]
        public static partial void CannotLook(ILogger logger, string problem);

        [LoggerMessage(2, LogLevel.Information, "The search for executions without a log message works again, after {Lasted}")]
        public static partial void LooksAgain(ILogger logger, TimeSpan lasted);

        [LoggerMessage(3, LogLevel.Information, "Execution {Execution} of task {Task} ended ({Outcome}, {Ended}) without a log message at "
            + "this relay; an event is created for it")]
        public static partial void Found(ILogger logger, string execution, string? task, string outcome, DateTimeOffset? ended);

        [LoggerMessage(4, LogLevel.Warning, "The journal did not accept the event of execution {Execution}; it will be searched again")]
        public static partial void NotTaken(ILogger logger, string execution);
    }
}
