using System.Globalization;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Relays;
using Butler.Functions.Schedules;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Schedules;

/// <summary>An app with a relay that starts tasks. The clock moves in small steps; each minute both sweeps run.</summary>
internal sealed class ScheduleSite : IDisposable
{
    public const string Task = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33";
    public static readonly Guid Id = new("2c9d0b1e-77aa-4c1b-9d5e-0f1a2b3c4d5e");
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);
    private DateTimeOffset sweptAt;

    public ScheduleSite(string schedules = "[]") => App = new App($$"""
        channels: { a: { type: console } }
        routes: [{ name: r, on: sense.task.missed, resolve: true, send: [a] }]
        schedules: {{schedules}}
        """, Logs);

    public App App { get; }

    public LogCollector Logs { get; } = new();

    /// <summary>The relay's answer to a command; null: it does not answer.</summary>
    public Func<Command, CommandReply?> Relay { get; set; } = Succeeds;

    /// <summary>Whether the relay sends heartbeats and takes commands.</summary>
    public bool HasRelay { get; set; } = true;

    /// <summary>The commands that the relay has taken, in order.</summary>
    public List<Command> Commands { get; } = [];

    /// <summary>The due times that were started, as <c>04:15:00</c>.</summary>
    public string Started => string.Join(' ', Commands.Select(command =>
        ScheduleRunId.TryParse(command.Id, out var run) ? run.Due.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : command.Id));

    /// <summary>The events of missed runs, as the time of day; a copy that was put off is the same event.</summary>
    public string Missed => Raised(EventTypes.TaskMissed);

    /// <summary>The events of starts after missed runs, as the time of day of the missed run.</summary>
    public string StartedLate => Raised(EventTypes.TaskStarted);

    public static CommandReply Reply(Command command, CommandStatus status, string? error = null) => new()
    {
        Id = command.Id,
        Site = command.Site,
        Relay = command.Relay,
        Status = status,
        Error = error,
    };

    public Task<Schedule?> CreateAsync(string cron, string missed = MissedPolicy.Skip, string zone = "UTC", string startup = "started") =>
        App.Services.ScheduleEditor.CreateAsync(Id, Definition(cron, missed, zone, startup), CancellationToken.None);

    public static ScheduleDefinition Definition(
        string cron, string missed = MissedPolicy.Skip, string zone = "UTC", string startup = "started") => new()
        {
            Name = "Margin",
            Cron = cron,
            TimeZone = zone,
            Tasks = new StartTaskArguments { TaskIds = [Task] },
            Site = "default",
            Missed = missed,
            StartupState = startup,
        };

    /// <summary>How the last run stands, as <c>04:15:00 succeeded</c>.</summary>
    public async Task<string> LastAsync(string? id = null)
    {
        var schedule = await App.Services.Schedules.FindAsync(id ?? Id.ToString(), CancellationToken.None);
        return schedule?.Row?.Last is { } last
            ? $"{last.Due.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {last.Outcome}"
                + (last.Detail is null ? "" : $": {last.Detail}")
            : "";
    }

    /// <summary>Lets time pass until a time of this day.</summary>
    public async Task PassUntilAsync(string time)
    {
        var now = App.Time.GetUtcNow();
        var end = new DateTimeOffset(now.Date, TimeSpan.Zero) + TimeSpan.Parse(time, CultureInfo.InvariantCulture);
        while (App.Time.GetUtcNow() < end)
        {
            await TurnAsync();
            var left = end - App.Time.GetUtcNow();
            App.Time.Advance(left < Step ? left : Step);
        }

        await TurnAsync();
    }

    /// <summary>Lets time pass without the app: no function runs.</summary>
    public void SleepUntil(string time)
    {
        var now = App.Time.GetUtcNow();
        App.Time.Advance(new DateTimeOffset(now.Date, TimeSpan.Zero) + TimeSpan.Parse(time, CultureInfo.InvariantCulture) - now);
    }

    /// <summary>Runs an action; if the process is killed in it, the app starts again and the action is repeated.</summary>
    public async Task AgainAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (ProcessKilledException)
        {
            App.Restart();
            await act();
        }
    }

    public void Dispose() => App.Dispose();

    public static CommandReply Succeeds(Command command) => Reply(command, CommandStatus.Succeeded) with
    {
        Result = JsonSerializer.SerializeToElement(
            new StartTaskResult { Tasks = [new TaskStart { By = "id", TaskId = Task, TaskName = "Reload", Outcome = TaskOutcomes.Done }] },
            CommandJson.Default.StartTaskResult),
    };

    private async Task TurnAsync()
    {
        var now = App.Time.GetUtcNow();
        if (now - sweptAt >= TimeSpan.FromMinutes(1))
        {
            sweptAt = now;
            if (HasRelay)
            {
                await AgainAsync(BeatAsync);
            }

            await AgainAsync(() => App.Services.Sweep.RunAsync(CancellationToken.None));
            await AgainAsync(() => App.Services.ScheduleSweep.RunAsync(CancellationToken.None));
        }

        await App.RunVisibleAsync();
        while (HasRelay && App.Bus.Take("commands-relay-1") is var (message, _, _))
        {
            App.Bus.Complete("commands-relay-1", message);
            var command = CommandMessage.Read(message.Body.Span);
            Commands.Add(command);
            if (Relay(command) is { } reply)
            {
                await AgainAsync(() => App.Bus.SendAsync(QueueNames.Replies, CommandMessage.Of(reply), CancellationToken.None));
            }
        }

        await App.RunVisibleAsync();
    }

    private Task BeatAsync() => new RelayRows(App.Tables).BeatAsync(
        new Heartbeat { Site = "default", Relay = "relay-1", Version = "1", Capabilities = [CommandKinds.StartTask] },
        App.Time.GetUtcNow(), CancellationToken.None);

    private string Raised(string type) => string.Join(' ', App.Bus.Sent.Where(sent => sent.Queue == QueueNames.Events)
        .Select(sent => CloudEvent.Decode(sent.Message.Body.Span)).Where(raised => raised.Type == type)
        .DistinctBy(raised => raised.Id)
        .Select(raised => raised.Data!.Value.GetProperty("dueAt").GetDateTimeOffset().ToString("HH:mm:ss", CultureInfo.InvariantCulture)));
}
