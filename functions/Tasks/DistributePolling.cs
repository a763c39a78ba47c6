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
/// Asks a relay again and again how a distribute task ended that was still under way when its event was made. What it ends in is an event of
/// its own, the id with the outcome added; after six hours that is <c>sense.distribute.timedout</c>. A row in <c>Incidents</c> holds the
/// event meanwhile, each look is a timer of its own, and a command's id comes from its timer: to run any of it again changes nothing.
/// </summary>
internal sealed partial class DistributePolling(
    ITables tables, IServiceBus bus, DueRows due, CommandSender commands, RelayChoice relays, TimeProvider time, ILogger<DistributePolling> logger)
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
    /// Whether its end is to be waited for: Sense said that it goes on, and a relay can be asked. Where none can, nothing better will ever
    /// be known, and the event is alerted as it is.
    /// </summary>
    public async Task<bool> IsToBeWaitedForAsync(CloudEvent @event, TaskEventData? task, CancellationToken cancellationToken)
    {
        if (@event.Type != EventTypes.ForTask("distribute", EventTypes.UnknownOutcome) || task is not { TaskId: not null, Execution.Status: { } status } || !IsUnderWay(status))
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

    /// <summary>Begins to ask.</summary>
    public async Task StartAsync(CloudEvent @event, CancellationToken cancellationToken)
    {
        var row = new TableRow(Partition, TableKey.Escape(@event.Id)).Set("Since", @event.ReceivedTime ?? @event.Time).SetPayload("Event", @event.Encode());
        await tables.InsertAsync(TableNames.Incidents, row, cancellationToken);
        await due.WakeAtAsync(Partition, @event.Id, (@event.ReceivedTime ?? @event.Time) + Often, cancellationToken);
        Log.Waits(logger, @event.Id);
    }

    /// <summary>Asks once more, or gives up.</summary>
    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        if (await tables.GetAsync(TableNames.Incidents, Partition, TableKey.Escape(timer.Id), cancellationToken) is not { } row || row.Date("Next") > timer.Due)
        {
            // It has ended, or a later look has been set: this one was handed out twice.
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
        await tables.MergeAsync(TableNames.Incidents, new TableRow(row.PartitionKey, row.RowKey).Set("Next", next), row.ETag!, cancellationToken);
    }

    /// <summary>Takes an answer: where the run has ended, its end becomes an event.</summary>
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
        var asked = new TaskStatusArguments { TaskIds = [task.TaskId!], ExecutionId = Guid.TryParse(task.ExecutionId, out _) ? task.ExecutionId : null };
        try
        {
            await commands.SendAsync(
                new CommandRequest
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"{Partition}:{@event.Id}:{due.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}"),
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

    /// <summary>The event goes out before the row goes: cut off in between, the same event is sent again, and known as the same.</summary>
    private async Task EndAsync(CloudEvent @event, TaskEventData task, string type, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = @event with
        {
            Id = $"{@event.Id}:{type.Split('.')[^1]}",
            Type = type,
            Time = task.Execution?.Stop ?? now,
            ReceivedTime = now,
            Skewed = null, // this time is the repository's
            Data = JsonSerializer.SerializeToElement(task, EventJson.Default.TaskEventData),
        };
        await bus.SendAsync(
            QueueNames.Events, new QueueMessage { Body = end.Encode(), MessageId = EventIdentity.MessageId(end.Id), Label = end.Type }, cancellationToken);
        await tables.DeleteAsync(TableNames.Incidents, Partition, TableKey.Escape(@event.Id), "*", cancellationToken);
        Log.Ended(logger, @event.Id, type);
    }

    /// <summary>Sense's numbers for what is not over: triggered to aborting, to be tried again, in the distribution's queue or running.</summary>
    private static bool IsUnderWay(int status) => status is >= 1 and <= 5 or 10 or 13 or 14;

    /// <summary>Sense's numbers for the ends of an execution; what is final and none of these still tells nobody how it went.</summary>
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
        [LoggerMessage(Level = LogLevel.Information, Message = "The distribution of {Id} still runs; it waits for its end")]
        public static partial void Waits(ILogger logger, string id);

        [LoggerMessage(Level = LogLevel.Information, Message = "The distribution of {Id} has ended: {Type}")]
        public static partial void Ended(ILogger logger, string id, string type);

        [LoggerMessage(Level = LogLevel.Warning, Message = "How the distribution of {Id} goes on cannot be asked now: {Reason}")]
        public static partial void NobodyToAsk(ILogger logger, string id, string reason);
    }
}
