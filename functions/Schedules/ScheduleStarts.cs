using System.Text.Json;
using Butler.Core.Commands;
using Butler.Functions.Relays;

namespace Butler.Functions.Schedules;

/// <summary>
/// Sends the command of a due time. The row is written first, under its ETag: of a start and a stop at the same moment, one is first. The
/// command has the due time's id, so a second run sends the same command to the same relay, which executes it once.
/// </summary>
internal sealed partial class ScheduleStarts(
    ScheduleRows rows, CommandSender commands, RelayChoice relays, ScheduleRetries retries, TimeProvider time,
    ILogger<ScheduleStarts> logger)
    : IRunStarts
{
    /// <summary>A command may wait for its relay for 24 hours at most, by the clock of Service Bus.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(23);

    /// <summary>Sends a command again that exists, unless it has ended.</summary>
    /// <returns>False when there is no such command.</returns>
    public async Task<bool> RepeatAsync(Schedule schedule, ScheduleRunId run, CancellationToken cancellationToken)
    {
        if (await commands.FindAsync(run.ToString(), cancellationToken) is not { } command)
        {
            return false;
        }

        if (command.Status is null && commands.CanSign)
        {
            await SendAsync(schedule, run, command.Command.Deadline, cancellationToken);
        }

        return true;
    }

    /// <summary>Sends the command, or retries later when no relay can be asked now.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="run">The due time.</param>
    /// <param name="end">When the due time is given up.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when another writer has changed the row, or the relay has just disappeared.</returns>
    public async Task<bool> TryStartAsync(
        Schedule schedule, ScheduleRunId run, DateTimeOffset end, CancellationToken cancellationToken)
    {
        try
        {
            if (commands.CanSign)
            {
                await relays.ChooseAsync(schedule.Definition.Site, CommandKinds.StartTask, cancellationToken);
            }

            var row = schedule.Row!;
            if (row.Last?.Due != run.Due || row.Last.Outcome != RunOutcomes.Starting)
            {
                var starting = new ScheduleRun(run.Due, RunOutcomes.Starting, time.GetUtcNow(), null);
                if (commands.CanSign && !await rows.TryMergeAsync(ScheduleRow.Keys(row.Id).SetLast(starting), row, cancellationToken))
                {
                    return false;
                }
            }

            var now = time.GetUtcNow();
            await SendAsync(schedule, run, end < now + MaxWait ? end : now + MaxWait, cancellationToken);
            Log.Sent(logger, schedule.Definition.Name, schedule.Id, run.Due);
            return true;
        }
        catch (NoRelayException e)
        {
            return await WaitAsync(schedule, run, end, e.Message, cancellationToken);
        }
    }

    private Task<CommandRow> SendAsync(
        Schedule schedule, ScheduleRunId run, DateTimeOffset deadline, CancellationToken cancellationToken) =>
        commands.SendAsync(
            new CommandRequest
            {
                Id = run.ToString(),
                Kind = CommandKinds.StartTask,
                Site = schedule.Definition.Site,
                Arguments = JsonSerializer.SerializeToElement(schedule.Definition.Tasks, CommandJson.Default.StartTaskArguments),
                RequestedBy = $"schedule {schedule.Definition.Name}",
                Deadline = deadline,
            },
            cancellationToken);

    /// <summary>The wake-up first, then the row.</summary>
    private async Task<bool> WaitAsync(
        Schedule schedule, ScheduleRunId run, DateTimeOffset end, string reason, CancellationToken cancellationToken)
    {
        await retries.WakeAsync(run, end, cancellationToken);
        var row = schedule.Row!;
        if (row.Last is { Outcome: RunOutcomes.Waiting } last && last.Due == run.Due && last.Detail == reason)
        {
            return true;
        }

        var waiting = new ScheduleRun(run.Due, RunOutcomes.Waiting, time.GetUtcNow(), reason);
        if (!await rows.TryMergeAsync(ScheduleRow.Keys(row.Id).SetLast(waiting), row, cancellationToken))
        {
            return false;
        }

        Log.Waits(logger, schedule.Definition.Name, schedule.Id, run.Due, end, reason);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The schedule {Name} ({Id}) has sent the command of {Due:u}")]
        public static partial void Sent(ILogger logger, string name, string id, DateTimeOffset due);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The schedule {Name} ({Id}) cannot start what was due at {Due:u}, and retries until {End:u}: {Reason}")]
        public static partial void Waits(
            ILogger logger, string name, string id, DateTimeOffset due, DateTimeOffset end, string reason);
    }
}
