using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Relays;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Tasks;

public sealed class DistributePollingTests : IDisposable
{
    private const int Running = 14;
    private const string Id = "default:distribute:5e9c7a10";

    private App app = New();

    [Theory]
    [InlineData(7, "sense.distribute.succeeded")]
    [InlineData(8, "sense.distribute.failed")]
    [InlineData(11, "sense.distribute.failed")]
    [InlineData(6, "sense.distribute.aborted")]
    [InlineData(12, "sense.distribute.finished")]
    public async Task Its_end_becomes_an_event_of_its_own(int status, string type)
    {
        await BeatAsync();
        await app.SendAsync(Event(Running) with { Skewed = true });
        await app.RunVisibleAsync();
        app.Terminal.ToString().ShouldBeEmpty();

        await PassAsync(TimeSpan.FromMinutes(3), _ => Running);
        app.Terminal.ToString().ShouldBeEmpty();
        await PassAsync(TimeSpan.FromMinutes(3), _ => status);

        var end = Ends().ShouldHaveSingleItem();
        (end.Id, end.Type, end.Skewed).ShouldBe(($"{Id}:{type.Split('.')[2]}", type, null));
        var task = end.Data!.Value.Deserialize(EventJson.Default.TaskEventData)!;
        (task.Execution!.Status, task.Execution.Node, task.Enrichment.Missing.Count).ShouldBe((status, "node-2", 0));
        app.Terminal.ToString().ShouldNotBeEmpty();
        app.Tables.Rows(TableNames.Incidents).ShouldBeEmpty();
        await PassAsync(TimeSpan.FromHours(7), _ => throw new InvalidOperationException("nobody asks any more"));
    }

    [Fact]
    public async Task After_six_hours_it_has_timed_out()
    {
        await BeatAsync();
        await app.SendAsync(Event(Running));
        await PassAsync(TimeSpan.FromHours(5.9), _ => Running);
        Ends().ShouldBeEmpty();
        await PassAsync(TimeSpan.FromHours(0.3), _ => Running);
        Ends().ShouldHaveSingleItem().Type.ShouldBe("sense.distribute.timedout");
        app.Bus.Sent.Count(s => s.Queue == "commands-relay-1").ShouldBeLessThan(120);
    }

    [Fact]
    public async Task Without_a_relay_to_ask_it_is_alerted_as_it_is()
    {
        await app.SendAsync(Event(Running));
        await app.RunVisibleAsync();
        app.Terminal.ToString().ShouldContain("ALERT ");
        app.WakeUps().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_relay_that_goes_away_and_comes_back_is_asked_again()
    {
        await BeatAsync();
        await app.SendAsync(Event(Running));
        await app.RunVisibleAsync();
        await PassAsync(TimeSpan.FromMinutes(20), _ => null, beats: false);
        await PassAsync(TimeSpan.FromMinutes(12), _ => 8);
        Ends().ShouldHaveSingleItem().Type.ShouldBe("sense.distribute.failed");
    }

    [Fact]
    public Task Killed_at_any_effect_it_ends_once() => Death.AtEveryEffectAsync(async death =>
    {
        app.Dispose();
        app = New();
        await BeatAsync();
        await app.SendAsync(Event(Running));
        death.Arm(app.Kill);
        await app.RunVisibleAsync();
        var looks = 0;
        await PassAsync(TimeSpan.FromMinutes(12), _ => ++looks < 2 ? Running : 8);
        Ends().ShouldHaveSingleItem().Type.ShouldBe("sense.distribute.failed");
        app.Tables.Rows(TableNames.Incidents).ShouldBeEmpty();
        app.WakeUps().ShouldBeEmpty();
    });

    [Fact]
    public async Task What_no_relay_ever_answers_is_ended_as_unknown()
    {
        await BeatAsync();
        await app.Services.Commands.SendAsync(
            new CommandRequest
            {
                Id = "c",
                Kind = CommandKinds.TaskStatus,
                Site = "default",
                Deadline = app.Time.GetUtcNow().AddMinutes(1),
            },
            CancellationToken.None);
        await app.Services.UnansweredCommands.RunAsync(CancellationToken.None);
        Row().Text("State").ShouldBe("asked");
        app.Time.Advance(TimeSpan.FromMinutes(62));
        await app.Services.UnansweredCommands.RunAsync(CancellationToken.None);
        Row().Text("State").ShouldBe("outcomeUnknown");

        TableRow Row() => app.Tables.Rows(TableNames.Commands).ShouldHaveSingleItem();
    }

    public void Dispose() => app.Dispose();

    private static App New() => new("""
        channels: { a: { type: console } }
        routes: [{ name: r, on: "sense.distribute.*", send: [{ channel: a }] }]
        """);

    private CloudEvent Event(int status) => Sample.Event(
        "sense.distribute.finished",
        data: Sample.Task with
        {
            Execution = new ExecutionInfo { Status = status, StatusText = "DistributionRunning" },
            Enrichment = new EnrichmentInfo { Missing = ["execution"] },
        }) with
    {
        Id = Id,
        ReceivedTime = app.Time.GetUtcNow(),
    };

    private List<CloudEvent> Ends() =>
        [.. app.Bus.Sent.Where(s => s.Queue == QueueNames.Events).Select(s => CloudEvent.Decode(s.Message.Body.Span))
            .Where(e => e.Id != Id).DistinctBy(e => e.Id)];

    /// <summary>Lets time pass; a relay answers what it is asked with the given status.</summary>
    private async Task PassAsync(TimeSpan time, Func<Command, int?> status, bool beats = true)
    {
        for (var end = app.Time.GetUtcNow() + time; app.Time.GetUtcNow() < end; app.Time.Advance(TimeSpan.FromSeconds(30)))
        {
            if (beats)
            {
                await AgainAsync(BeatAsync);
            }

            await app.RunVisibleAsync();
            while (app.Bus.Take("commands-relay-1") is var (message, _, _))
            {
                app.Bus.Complete("commands-relay-1", message);
                var command = CommandMessage.Read(message.Body.Span);
                if (status(command) is { } number)
                {
                    await AgainAsync(() => ReplyAsync(command, number));
                }
            }

            await app.RunVisibleAsync();
        }
    }

    /// <summary>What the relay does; where the app is to be killed by it, the app starts again and the relay repeats it.</summary>
    private async Task AgainAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (ProcessKilledException)
        {
            app.Restart();
            await act();
        }
    }

    private Task ReplyAsync(Command command, int status) => app.Bus.SendAsync(
        QueueNames.Replies,
        CommandMessage.Of(new CommandReply
        {
            Id = command.Id,
            Site = command.Site,
            Relay = command.Relay,
            Status = CommandStatus.Succeeded,
            Result = JsonSerializer.SerializeToElement(
                new TaskStatusResult { Status = status, Final = status is >= 6 and <= 12 and not 10, Node = "node-2" },
                CommandJson.Default.TaskStatusResult),
        }),
        CancellationToken.None);

    private Task BeatAsync() => new RelayRows(app.Tables).BeatAsync(
        new Heartbeat { Site = "default", Relay = "relay-1", Version = "1", Capabilities = [CommandKinds.TaskStatus] },
        app.Time.GetUtcNow(), CancellationToken.None);
}
