using System.Text.Json;
using Butler.Core.Commands;
using Butler.Functions.Relays;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Relays;

public sealed class CommandsTests : IDisposable
{
    private App app = New();

    [Fact]
    public async Task The_freshest_relay_of_the_site_that_can_do_it_is_asked()
    {
        await BeatAsync("old", minutesAgo: 4, "start-task");
        await BeatAsync("good", minutesAgo: 2, "start-task", "list-apps");
        await BeatAsync("better", minutesAgo: 1, "start-task");
        await BeatAtAsync("emea", "other-site", 0, "start-task");
        await BeatAsync("incapable", minutesAgo: 0);

        (await app.Services.Commands.SendAsync(Request("c1"), CancellationToken.None)).Command.Relay.ShouldBe("better");
        (await app.Services.Commands.SendAsync(Request("c2") with { Kind = "list-apps" }, CancellationToken.None)).Command.Relay
            .ShouldBe("good");
        (await Should.ThrowAsync<NoRelayException>(
            () => app.Services.Commands.SendAsync(Request("c3") with { Kind = "app-dump" }, CancellationToken.None)))
            .Message.ShouldBe(
                "No relay of site default can do app-dump: its relay.yaml does not allow it, or lacks the settings for it.");
        (await Should.ThrowAsync<NoRelayException>(
            () => app.Services.Commands.SendAsync(Request("c4") with { Site = "none" }, CancellationToken.None)))
            .Message.ShouldBe("No relay of site none has ever sent a heartbeat.");
    }

    [Fact]
    public async Task A_command_is_signed_and_ends_with_its_deadline()
    {
        await BeatAsync("relay-1", 0, "start-task");
        await app.Services.Commands.SendAsync(Request("c1"), CancellationToken.None);
        var message = app.Bus.Waiting("commands-relay-1").Single();
        (message.MessageId, message.TimeToLive, message.Label).ShouldBe(("c1", TimeSpan.FromMinutes(1), "start-task"));
        CommandSignature.IsGood(App.RelayKey("default", "relay-1"), message.Body.Span, (string)message.Properties["signature"])
            .ShouldBeTrue();
        CommandMessage.Read(message.Body.Span).ShouldSatisfyAllConditions(
            command => (command.Id, command.Relay, command.Site, command.RequestedBy).ShouldBe(("c1", "relay-1", "default", "test")));
    }

    [Fact]
    public async Task Each_relay_gets_commands_that_no_other_relay_accepts()
    {
        await BeatAsync("relay-1", 0, "start-task");
        await app.Services.Commands.SendAsync(Request("c1"), CancellationToken.None);
        var message = app.Bus.Waiting("commands-relay-1").Single();
        foreach (var key in new[] { App.CommandKey, App.RelayKey("default", "relay-2"), App.RelayKey("other", "relay-1") })
        {
            CommandSignature.IsGood(key, message.Body.Span, (string)message.Properties["signature"]).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(
        null,
        "Commands cannot be signed: the app setting BUTLER_COMMAND_KEY is not set; make one with \"butler relay-key --new-master\".")]
    [InlineData(
        "short",
        "Commands cannot be signed: the app setting BUTLER_COMMAND_KEY is shorter than 32 bytes; make one with \"butler relay-key "
            + "--new-master\".")]
    public async Task Without_a_master_key_of_the_least_length_nothing_is_sent(string? setting, string problem)
    {
        await BeatAsync("relay-1", 0, "start-task");
        using var unsigned = app.NewProcess(setting);

        (await Should.ThrowAsync<NoRelayException>(() => unsigned.Commands.SendAsync(Request("c1"), CancellationToken.None))).Message
            .ShouldBe(problem);
        app.Bus.Waiting("commands-relay-1").ShouldBeEmpty();
    }

    [Fact]
    public Task Killed_at_any_effect_it_asks_the_same_relay_for_the_same_command() => Death.AtEveryEffectAsync(async death =>
    {
        app.Dispose();
        app = New();
        await BeatAsync("relay-1", 1, "start-task");
        death.Arm(app.Kill);
        try
        {
            await app.Services.Commands.SendAsync(Request("c1"), CancellationToken.None);
        }
        catch (ProcessKilledException)
        {
            // it runs again
        }

        app.Restart();
        var named = app.Tables.Rows(TableNames.Commands).Count == 1;
        await BeatAsync("relay-2", 0, "start-task"); // fresher by now
        await app.Services.Commands.SendAsync(Request("c1"), CancellationToken.None);

        var sent = app.Bus.Sent.Where(s => s.Queue.StartsWith("commands-", StringComparison.Ordinal)).ShouldHaveSingleItem();
        sent.Queue.ShouldBe(named ? "commands-relay-1" : "commands-relay-2");
        app.Tables.Rows(TableNames.Commands).ShouldHaveSingleItem().Text("Relay").ShouldBe(named ? "relay-1" : "relay-2");
    });

    [Fact]
    public async Task The_first_answer_stays()
    {
        await AskedAsync("c1");
        await ReplyAsync("c1", CommandStatus.Succeeded, """{"tasks":[]}""");
        await ReplyAsync("c1", CommandStatus.OutcomeUnknown);
        await DeadLetterAsync("c1", "TTLExpiredException");

        var row = await FindAsync("c1");
        (row.Status, row.Result!.Value.GetRawText(), row.Error).ShouldBe((CommandStatus.Succeeded, """{"tasks":[]}""", null));
        await app.Services.Commands.SendAsync(Request("c1"), CancellationToken.None);
        app.Bus.Sent.Count(s => s.Queue == "commands-relay-1").ShouldBe(1);
    }

    [Fact]
    public async Task A_large_result_is_kept_whole()
    {
        await AskedAsync("c1");
        var large = $"\"{string.Concat(Enumerable.Range(0, 20_000).Select(i => i.ToString("x", null)))}\"";
        await ReplyAsync("c1", CommandStatus.Succeeded, large);
        (await FindAsync("c1")).Result!.Value.GetRawText().ShouldBe(large);
    }

    [Theory]
    [InlineData("c2", "relay-1")]
    [InlineData("c1", "relay-2")]
    public async Task A_reply_to_nothing_that_was_asked_of_that_relay_is_kept_and_changes_nothing(string id, string relay)
    {
        await AskedAsync("c1");
        await ReplyAsync(id, CommandStatus.Succeeded, relay: relay);
        (await FindAsync("c1")).Status.ShouldBeNull();
        app.Tables.Rows(TableNames.Events).ShouldHaveSingleItem().Text("Reason").ShouldBe(
            $"relay {relay} was not asked to execute a command {id}");
    }

    [Theory]
    [InlineData("TTLExpiredException", CommandStatus.Expired, "Relay relay-1 did not receive it in time; nothing was done.")]
    [InlineData(
        "MaxDeliveryCountExceeded",
        CommandStatus.Failed,
        "Relay relay-1 could not receive it (MaxDeliveryCountExceeded); nothing was done.")]
    public async Task What_is_dead_lettered_ends_and_is_not_sent_again(string reason, CommandStatus status, string error)
    {
        await AskedAsync("c1");
        await DeadLetterAsync("c1", reason);
        var row = await FindAsync("c1");
        (row.Status, row.Error).ShouldBe((status, error));
        app.Bus.Sent.Count(s => s.Queue == "commands-relay-1").ShouldBe(1);
        app.Tables.Rows(TableNames.Relays).Single(r => r.PartitionKey == "~dead-letters").Number("Count").ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_asks_gets_the_answer_or_learns_that_it_is_still_to_come()
    {
        await BeatAsync("relay-1", 0, "start-task");
        var asking = app.Services.Commands.AskAsync(
            CommandKinds.StartTask, "default", null, TimeSpan.FromSeconds(15), "script", CancellationToken.None);
        await Eventually.TrueAsync(() => app.Bus.Waiting("commands-relay-1").Count == 1, "the command is sent");
        var id = app.Bus.Waiting("commands-relay-1").Single().MessageId;
        app.Time.Advance(TimeSpan.FromSeconds(2));
        await ReplyAsync(id, CommandStatus.Succeeded);
        await AdvanceUntilAsync(asking);
        (await asking).Status.ShouldBe(CommandStatus.Succeeded);

        var waiting = app.Services.Commands.AskAsync(
            CommandKinds.StartTask, "default", null, TimeSpan.FromSeconds(15), "script", CancellationToken.None);
        await AdvanceUntilAsync(waiting);
        (await waiting).Status.ShouldBeNull();
    }

    public void Dispose() => app.Dispose();

    private static CommandRequest Request(string id) => new()
    {
        Id = id,
        Kind = CommandKinds.StartTask,
        Site = "default",
        RequestedBy = "test",
        Deadline = new FakeTime().GetUtcNow().AddMinutes(1),
    };

    private async Task AskedAsync(string id)
    {
        await BeatAsync("relay-1", 0, "start-task");
        await app.Services.Commands.SendAsync(Request(id), CancellationToken.None);
    }

    private Task AdvanceUntilAsync(Task task) => Eventually.TrueAsync(
        () =>
        {
            app.Time.Advance(TimeSpan.FromMilliseconds(500));
            return task.IsCompleted;
        },
        "the wait is over");

    private async Task<CommandRow> FindAsync(string id) =>
        (await new CommandRows(app.Tables, app.Time).FindAsync(id, CancellationToken.None))!;

    private Task BeatAsync(string relay, int minutesAgo, params string[] capabilities) =>
        BeatAtAsync("default", relay, minutesAgo, capabilities);

    private Task BeatAtAsync(string site, string relay, int minutesAgo, params string[] capabilities) =>
        new RelayRows(app.Tables).BeatAsync(
            new Heartbeat { Site = site, Relay = relay, Version = "1", Capabilities = capabilities },
            app.Time.GetUtcNow().AddMinutes(-minutesAgo),
            CancellationToken.None);

    private static App New() => new("""
        channels: { a: { type: console } }
        routes: [{ name: r, on: "*", send: [{ channel: a }] }]
        """);

    private Task ReplyAsync(string id, CommandStatus status, string? result = null, string relay = "relay-1")
    {
        var reply = new CommandReply
        {
            Id = id,
            Site = "default",
            Relay = relay,
            Status = status,
            Result = result is null ? null : JsonDocument.Parse(result).RootElement,
        };
        return app.Services.Runner.RunAsync(
            "CommandReply", app.Services.CommandReply, App.Trigger(QueueNames.Replies, CommandMessage.Of(reply)), CancellationToken.None);
    }

    private Task DeadLetterAsync(string id, string reason)
    {
        var message = app.Bus.Sent.First(s => s.Message.MessageId == id).Message;
        var trigger = App.Trigger(QueueNames.DeadLetters, message);
        return app.Services.Runner.RunAsync(
            "DeadLetters",
            app.Services.DeadLetters,
            trigger with
            {
                DeadLetterSource = "commands-relay-1",
                Properties = new Dictionary<string, object>(trigger.Properties, StringComparer.OrdinalIgnoreCase)
                {
                    ["DeadLetterReason"] = reason,
                },
            },
            CancellationToken.None);
    }
}
