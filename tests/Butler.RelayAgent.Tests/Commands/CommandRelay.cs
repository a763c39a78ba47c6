using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Commands.Ledger;
using Butler.RelayAgent.Commands.Receiving;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Tests.Journal;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>The commands' side of a relay on a disk, queues, a repository and a clock in memory.</summary>
internal sealed class CommandRelay : IDisposable
{
    public const string Key = "the key";
    public const string Queue = "commands-relay-1";

    private CommandLedger? ledger;
    private CommandReceiver? receiver;
    private CommandRunner? runner;
    private bool settled;

    public CommandRelay()
    {
        Bus = new CommandBus(Time, Kill);
        Qrs = new FakeQrs(Kill);
    }

    public FakeTime Time { get; } = new();

    public KillSwitch Kill { get; } = new();

    public CrashDisk Disk { get; } = new();

    public CommandBus Bus { get; }

    public FakeQrs Qrs { get; }

    public StartTaskRules Rules { get; set; } = new() { Any = true, Types = ["reload"] };

    /// <summary>Handlers besides start-task.</summary>
    public List<ICommandHandler> More { get; } = [];

    public IReadOnlyList<CommandReply> Replies =>
        [.. Bus.Sent.Where(sent => sent.Queue == "replies").Select(sent => CommandMessage.ReadReply(sent.Message.Body.Span))];

    public CommandReply Reply => Replies.ShouldHaveSingleItem();

    public CommandReceiver Receiver
    {
        get
        {
            Start();
            return receiver!;
        }
    }

    public static Command Command(string kind = CommandKinds.StartTask, string id = "c1", DateTimeOffset? deadline = null) => new()
    {
        Id = id,
        Kind = kind,
        Site = "default",
        Relay = "relay-1",
        Deadline = deadline ?? new FakeTime().GetUtcNow().AddMinutes(1),
        RequestedBy = "test",
    };

    public static Command Command<T>(string kind, T arguments, JsonTypeInfo<T> type, string id = "c1") =>
        Command(kind, id) with { Arguments = JsonSerializer.SerializeToElement(arguments, type) };

    public static Command Start(params string[] ids) =>
        Command(CommandKinds.StartTask, new StartTaskArguments { TaskIds = ids }, CommandJson.Default.StartTaskArguments);

    public void Send(Command command, string key = Key) => Bus.Put(CommandMessage.Of(command, key, Time.GetUtcNow()));

    /// <summary>What the relay does until its queue is empty.</summary>
    public async Task RunAsync()
    {
        Start();
        if (!settled)
        {
            await runner!.SettleAsync(CancellationToken.None);
            await runner.AnswerAllAsync(ledger!.Unanswered(), CancellationToken.None);
            settled = true;
        }

        while (await ((IServiceBus)Bus).ReceiveAsync(Queue, TimeSpan.Zero, CancellationToken.None) is { } message)
        {
            await receiver!.HandleAsync(message, CancellationToken.None);
        }

        await receiver!.KeepHouseAsync(CancellationToken.None);
    }

    /// <summary>Sends a command and answers what came of it.</summary>
    public async Task<CommandReply> AskAsync(Command command)
    {
        Send(command);
        await RunAsync();
        return Replies[^1];
    }

    /// <summary>A new process: all that was in memory is gone.</summary>
    public void Restart()
    {
        ledger?.Dispose();
        (ledger, receiver, runner, settled) = (null, null, null, false);
        Kill.Start();
        Disk.Restart();
        Bus.Unlock();
    }

    public void Dispose() => ledger?.Dispose();

    private void Start()
    {
        if (receiver is not null)
        {
            return;
        }

        var relay = new RelayIdentity { Name = "relay-1", Site = "default" };
        var random = new Random(1);
        ledger = CommandLedger.Open(new KillDisk(Disk, Kill), Time);
        var book = new LedgerBook(ledger, Time, random, NullLogger<LedgerBook>.Instance);
        var clock = new ServiceBusClock(Time);
        var sender = new PatientSender(Bus, Time, random, NullLogger<PatientSender>.Instance);
        var alarm = new RefusalAlarm(relay, sender, Time, NullLogger<RefusalAlarm>.Instance);
        var tasks = new TaskSwitch(Qrs, new TaskRules(Rules));
        ICommandHandler[] handlers = [new StartTask(tasks), new StopTask(tasks), .. More];
        runner = new CommandRunner(
            relay, handlers, book, clock, alarm, sender, NullLogger<CommandRunner>.Instance);
        receiver = new CommandReceiver(
            relay, new CommandIntake(relay, Key), runner, book, clock, alarm, Bus, Time, random, NullLogger<CommandReceiver>.Instance);
    }
}
