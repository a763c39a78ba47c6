using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Relays;

public sealed class LicenseReleaseTurnsTests : IDisposable
{
    private const string First = "license-release:default:2031-03-14T00:00:00Z:1";
    private const string Second = "license-release:default:2031-03-14T00:00:00Z:2";
    private static readonly DateTimeOffset Slot = new(2031, 3, 14, 0, 0, 0, TimeSpan.Zero);

    private App app = New();

    [Fact]
    public async Task The_first_relay_that_reports_a_slot_gets_the_turn_and_the_other_learns_when_it_is_done()
    {
        await BeatAsync("a", Slot);
        await BeatAsync("b", Slot);
        await BeatAsync("a", Slot);
        Commands().ShouldBe([$$"""a {{First}} {"slot":"2031-03-14T00:00:00+00:00"}"""]);

        await ReplyAsync("a", First, CommandStatus.Succeeded);
        await BeatAsync("a", due: null);
        await BeatAsync("b", Slot);
        await BeatAsync("b", Slot);
        Commands().ShouldBe(
        [
            $$"""a {{First}} {"slot":"2031-03-14T00:00:00+00:00"}""",
            """
            b license-release:default:2031-03-14T00:00:00Z:done:b:2031031404 {"slot":"2031-03-14T00:00:00+00:00","doneBy":"a"}
            """,
        ]);
    }

    [Fact]
    public async Task A_heartbeat_without_a_slot_asks_for_nothing()
    {
        await BeatAsync("a", due: null);
        Commands().ShouldBeEmpty();
        app.Tables.Rows(TableNames.Commands).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CommandStatus.Failed)]
    [InlineData(CommandStatus.Refused)]
    [InlineData(CommandStatus.Expired)]
    public async Task After_a_turn_that_released_nothing_the_next_relay_that_reports_it_has_the_turn(CommandStatus status)
    {
        await BeatAsync("a", Slot);
        await ReplyAsync("a", First, status);
        await BeatAsync("b", Slot);
        await BeatAsync("a", Slot);
        Commands().Select(command => command.Split(' ')[..2]).ShouldBe([["a", First], ["b", Second]]);
    }

    [Fact]
    public async Task A_relay_that_is_offline_loses_its_turn()
    {
        await BeatAsync("a", Slot);
        await DeadLetterAsync(First);
        await BeatAsync("b", Slot);
        Commands().Select(command => command.Split(' ')[..2]).ShouldBe([["a", First], ["b", Second]]);
    }

    [Fact]
    public async Task A_turn_whose_end_is_unknown_is_taken_over_only_when_its_relay_is_silent()
    {
        await BeatAsync("a", Slot);
        await ReplyAsync("a", First, CommandStatus.OutcomeUnknown);
        await BeatAsync("b", Slot);
        Commands().Length.ShouldBe(1);

        app.Time.Advance(TimeSpan.FromMinutes(4));
        await BeatAsync("b", Slot);
        Commands().Select(command => command.Split(' ')[..2]).ShouldBe([["a", First], ["b", Second]]);
    }

    [Fact]
    public async Task A_turn_whose_end_is_unknown_goes_on_at_its_relay_when_that_reports_it_again()
    {
        await BeatAsync("a", Slot);
        await ReplyAsync("a", First, CommandStatus.OutcomeUnknown);
        await BeatAsync("a", Slot);
        Commands().Select(command => command.Split(' ')[..2]).ShouldBe([["a", First], ["a", Second]]);
    }

    [Fact]
    public async Task A_turn_whose_end_is_unknown_is_done_when_its_relay_finished_it_after_a_restart()
    {
        await BeatAsync("a", Slot);
        await ReplyAsync("a", First, CommandStatus.OutcomeUnknown);
        await BeatAsync("a", due: null);
        await BeatAsync("b", Slot);
        Commands()[1..].ShouldBe(
        [
            """
            b license-release:default:2031-03-14T00:00:00Z:done:b:2031031404 {"slot":"2031-03-14T00:00:00+00:00","doneBy":"a"}
            """,
        ]);
    }

    [Fact]
    public async Task Sites_have_turns_of_their_own_and_each_slot_has_one()
    {
        await BeatAsync("a", Slot);
        await BeatAsync("b", Slot, site: "emea");
        await ReplyAsync("a", First, CommandStatus.Succeeded);
        app.Time.Advance(TimeSpan.FromDays(1));
        await BeatAsync("b", Slot.AddDays(1));
        Commands().Select(command => command.Split(' ')[..2]).ShouldBe(
        [
            ["a", First], ["b", "license-release:emea:2031-03-14T00:00:00Z:1"], ["b", "license-release:default:2031-03-15T00:00:00Z:1"],
        ]);
    }

    [Fact]
    public async Task A_slot_in_the_future_gets_no_turn()
    {
        await BeatAsync("a", Slot.AddDays(1));
        Commands().ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_master_key_heartbeats_are_taken_and_no_turn_is_given()
    {
        using var unsigned = app.NewProcess(masterKey: null);
        await unsigned.Runner.RunAsync("CommandReply", unsigned.CommandReply, Beat("a", Slot, "default"), CancellationToken.None);
        Commands().ShouldBeEmpty();
        app.Tables.Rows(TableNames.Relays).ShouldHaveSingleItem().RowKey.ShouldBe("a");
    }

    [Fact]
    public Task Killed_at_any_effect_the_turn_is_given_once() => Death.AtEveryEffectAsync(async death =>
    {
        app.Dispose();
        app = New();
        death.Arm(app.Kill);
        try
        {
            await BeatAsync("a", Slot);
        }
        catch (ProcessKilledException)
        {
            // The heartbeat is received again, or the next one follows.
        }

        app.Restart();
        await BeatAsync("b", Slot);
        await BeatAsync("a", Slot);
        await BeatAsync("b", Slot);

        var claimed = app.Tables.Rows(TableNames.Commands).ShouldHaveSingleItem();
        Commands().Select(command => command.Split(' ')[..2]).ShouldBe([[claimed.Text("Relay")!, First]]);
    });

    public void Dispose() => app.Dispose();

    private static App New() => new("channels: { t: { type: console } }\nroutes: []");

    /// <summary>The commands that Service Bus has accepted, as <c>relay id arguments</c>.</summary>
    private string[] Commands() =>
    [
        .. app.Bus.Sent.Where(sent => sent.Queue.StartsWith("commands-", StringComparison.Ordinal))
            .Select(sent => CommandMessage.Read(sent.Message.Body.Span))
            .DistinctBy(command => command.Id)
            .Select(command => $"{command.Relay} {command.Id} {command.Arguments!.Value.GetRawText()}"),
    ];

    private Task BeatAsync(string relay, DateTimeOffset? due, string site = "default")
    {
        app.Time.Advance(TimeSpan.FromSeconds(1));
        return app.Services.Runner.RunAsync(
            "CommandReply", app.Services.CommandReply, Beat(relay, due, site), CancellationToken.None);
    }

    private Butler.Functions.Queues.TriggerMessage Beat(string relay, DateTimeOffset? due, string site)
    {
        var heartbeat = new Heartbeat
        {
            Site = site,
            Relay = relay,
            Version = "1",
            Time = app.Time.GetUtcNow(),
            Capabilities = [CommandKinds.ReleaseLicenses],
            LicenseReleaseDue = due,
        };
        return App.Trigger(
            QueueNames.Replies,
            new QueueMessage
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(heartbeat, RelayJson.Default.Heartbeat),
                MessageId = $"{relay}:{app.Time.GetUtcNow():O}",
                Label = Heartbeat.Label,
            },
            enqueued: app.Time.GetUtcNow());
    }

    private Task ReplyAsync(string relay, string id, CommandStatus status) => app.Services.Runner.RunAsync(
        "CommandReply",
        app.Services.CommandReply,
        App.Trigger(
            QueueNames.Replies, CommandMessage.Of(new CommandReply { Id = id, Site = "default", Relay = relay, Status = status })),
        CancellationToken.None);

    private Task DeadLetterAsync(string id)
    {
        var trigger = App.Trigger(QueueNames.DeadLetters, app.Bus.Sent.First(sent => sent.Message.MessageId == id).Message);
        return app.Services.Runner.RunAsync(
            "DeadLetters",
            app.Services.DeadLetters,
            trigger with
            {
                DeadLetterSource = "commands-a",
                Properties = new Dictionary<string, object>(trigger.Properties, StringComparer.OrdinalIgnoreCase)
                {
                    ["DeadLetterReason"] = "TTLExpiredException",
                },
            },
            CancellationToken.None);
    }
}
