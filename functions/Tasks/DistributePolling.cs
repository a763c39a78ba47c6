using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Relays;
using Butler.Functions.Storage;
using Butler.Functions.Timers;

namespace Butler.Functions.Tasks;

/// <summary>
/// Asks a relay repeatedly for the end of a distribute task that was still running when its event was created. The end is a new event, with
/// the outcome added to the id; after six hours it is <c>sense.distribute.timedout</c>. A row in <c>Incidents</c> holds the event
/// meanwhile. Each check has its own timer, and a command's id is derived from the timer, so that repeating any step changes nothing.
/// </summary>
internal sealed partial class DistributePolling(
    ITables tables, IServiceBus bus, DueRows due, CommandSender commands, RelayChoice relays, TimeProvider time,
    ILogger<DistributePolling> logger)
    : IDueHandler, ICommandFollowUp
{
    private const string Partition = "distribute";
    private const string TimeFormat = "yyyyMMddHHmmss";
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(6);
    private static readonly TimeSpan Worth = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(5);

    string IDueHandler.Kind => Partition;

    string ICommandFollowUp.Kind => CommandKinds.TaskStatus;

    /// <summary>
    /// Whether to wait for the end of a task: it is running, and a relay can be asked. Without such a relay the end will never be known,
    /// and the event is alerted unchanged.
    /// </summary>
    public async Task<bool> IsToBeWaitedForAsync(CloudEvent @event, TaskEventData? task, CancellationToken cancellationToken)
    {
        if (@event.Type != EventTypes.ForTask("distribute", EventTypes.UnknownOutcome)
            || task is not { TaskId: not null, Execution.Status: { } status } || !IsUnderWay(status))
        {
            return false;
        }

        try
        {
            await relays.ChooseAsync(Site(@event), CommandKinds.TaskStatus, cancellationToken);
            return commands.CanSign;
        }
        catch (NoRelayException)
        {
            return false;
        }
    }

    /// <summary>Starts polling.</summary>
    public async Task StartAsync(CloudEvent @event, CancellationToken cancellationToken)
    {
        var row = new TableRow(Partition, TableKey.Escape(@event.Id)).Set("Since", @event.ReceivedTime ?? @event.Time)
            .SetPayload("Event", @event.Encode());
        await tables.InsertAsync(TableNames.Incidents, row, cancellationToken);
        await due.WakeAtAsync(Partition, @event.Id, (@event.ReceivedTime ?? @event.Time) + Often, cancellationToken);
        Log.Waits(logger, @event.Id);
    }

    /// <summary>Polls once more, or gives up.</summary>
    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        if (await tables.GetAsync(TableNames.Incidents, Partition, TableKey.Escape(timer.Id), cancellationToken) is not { } row
            || row.Date("Next") > timer.Due)
        {
            // The task has ended, or a later check is scheduled: this timer was delivered twice.
            return;
        }

        var (@event, waited) = (CloudEvent.Decode(row.Payload("Event")), time.GetUtcNow() - row.Date("Since"));
        if (waited >= GiveUpAfter)
        {
            await EndAsync(@event, EventData.Task(@event)!, EventTypes.DistributeTimedOut, cancellationToken);
            return;
        }

        await AskAsync(@event, timer.Due, cancellationToken);
        var next = time.GetUtcNow() + (waited < Soon ? Often : Seldom);
        await due.WakeAtAsync(Partition, timer.Id, next, cancellationToken);
        await tables.MergeAsync(
            TableNames.Incidents, new TableRow(row.PartitionKey, row.RowKey).Set("Next", next), row.ETag!, cancellationToken);
    }

    /// <summary>Processes an answer. If the run has ended, raises the event of its end.</summary>
    public async Task EndedAsync(CommandRow command, CancellationToken cancellationToken)
    {
        if (EventId(command.Command.Id) is not { } id || command.Result is not { } json
            || await tables.GetAsync(TableNames.Incidents, Partition, TableKey.Escape(id), cancellationToken) is not { } row
            || json.Deserialize(CommandJson.Default.TaskStatusResult) is not { Final: true } result)
        {
            return;
        }

        var @event = CloudEvent.Decode(row.Payload("Event"));
        var task = EventData.Task(@event)!;
        await EndAsync(
            @event,
            task with
            {
                Execution = task.Execution! with
                {
                    Status = result.Status,
                    StatusText = result.StatusText,
                    Start = result.Start,
                    Stop = result.Stop,
                    DurationMs = result.DurationMs,
                    Node = result.Node ?? task.Execution.Node,
                },
                Enrichment = new EnrichmentInfo { Missing = [.. task.Enrichment.Missing.Where(part => part != "execution")] },
            },
            EventTypes.ForTask("distribute", Outcome(result.Status)),
            cancellationToken);
    }

    private async Task AskAsync(CloudEvent @event, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var task = EventData.Task(@event)!;
        var asked = new TaskStatusArguments
        {
            TaskIds = [task.TaskId!],
            ExecutionId = Guid.TryParse(task.ExecutionId, out _) ? task.ExecutionId : null,
        };
        try
        {
            await commands.SendAsync(
                new CommandRequest
                {
                    Id = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Partition}:{@event.Id}:{due.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}"),
                    Kind = CommandKinds.TaskStatus,
                    Site = Site(@event),
                    Arguments = JsonSerializer.SerializeToElement(asked, CommandJson.Default.TaskStatusArguments),
                    RequestedBy = nameof(DistributePolling),
                    Deadline = (due > time.GetUtcNow() ? due : time.GetUtcNow()) + Worth,
                },
                cancellationToken);
        }
        catch (NoRelayException e)
        {
            Log.NobodyToAsk(logger, @event.Id, e.Message);
        }
    }

    /// <summary>
    /// Sends the event before it deletes the row: after a crash in between, the same event is sent again and recognized as a duplicate.
    /// </summary>
    private async Task EndAsync(CloudEvent @event, TaskEventData task, string type, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = @event with
        {
            Id = $"{@event.Id}:{type.Split('.')[^1]}",
            Type = type,
            Time = task.Execution?.Stop ?? now,
            ReceivedTime = now,
            Skewed = null, // the time is that of the repository
            Data = JsonSerializer.SerializeToElement(task, EventJson.Default.TaskEventData),
        };
        await bus.SendAsync(
            QueueNames.Events, new QueueMessage { Body = end.Encode(), MessageId = EventIdentity.MessageId(end.Id), Label = end.Type },
            cancellationToken);
        await tables.DeleteAsync(TableNames.Incidents, Partition, TableKey.Escape(@event.Id), "*", cancellationToken);
        Log.Ended(logger, @event.Id, type);
    }

    /// <summary>Sense's numbers for running tasks: triggered to aborting, to be retried, in the distribution's queue or running.</summary>
    private static bool IsUnderWay(int status) => status is >= 1 and <= 5 or 10 or 13 or 14;

    /// <summary>Sense's numbers for the ends of an execution; other final numbers leave the outcome unknown.</summary>
    private static string Outcome(int? status) => status switch
    {
        6 => "aborted",
        7 => "succeeded",
        8 or 11 => "failed",
        _ => EventTypes.UnknownOutcome,
    };

    private static string Site(CloudEvent @event) => @event.Site ?? "default";

    private static string? EventId(string commandId) =>
        commandId.StartsWith(Partition + ":", StringComparison.Ordinal) && commandId.Length > Partition.Length + TimeFormat.Length + 2
            ? commandId[(Partition.Length + 1)..^(TimeFormat.Length + 1)]
            : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The distribution of {Id} is still running; the alert waits for its end")]
        public static partial void Waits(ILogger logger, string id);

        [LoggerMessage(Level = LogLevel.Information, Message = "The distribution of {Id} has ended: {Type}")]
        public static partial void Ended(ILogger logger, string id, string type);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The status of the distribution of {Id} cannot be requested now: {Reason}")]
        public static partial void NobodyToAsk(ILogger logger, string id, string reason);
    }
}
