using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private readonly CommandRelay relay = new();

    [Fact]
    public async Task A_start_is_done_and_answered()
    {
        var reply = await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload.ToUpperInvariant()));

        relay.Qrs.Posts.ShouldBe([$"task/{FakeQrs.Reload}/start/synchronous"]);
        JsonSerializer.Serialize(reply, CommandJson.Default.CommandReply).ShouldBe(
            $$$"""
            {"schema":1,"id":"c1","site":"default","relay":"relay-1","status":"Succeeded","result":{"tasks":[{"by":"id","taskId":"{{{FakeQrs.Reload}}}","taskName":"Margin","taskType":"reload","outcome":"done"}]}}
            """);
        var sent = relay.Bus.Sent.ShouldHaveSingleItem();
        (sent.Queue, sent.Message.MessageId, sent.Message.CorrelationId, sent.Message.Label)
            .ShouldBe(("replies", "reply:relay-1:c1", "c1", "reply"));
    }

    [Fact]
    public async Task The_same_command_again_is_answered_again_and_not_done_again()
    {
        await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload));
        relay.Restart();
        await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload));
        await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload));

        relay.Qrs.Posts.Count.ShouldBe(1);
        relay.Reply.Status.ShouldBe(CommandStatus.Succeeded); // Service Bus swallows the second: it bears the same id
        relay.Bus.Waiting.ShouldBe(0);
    }

    public static TheoryData<string, Func<QueueMessage>, string> Strangers() => new()
    {
        { "unsigned", () => Signed() with { Properties = new Dictionary<string, object>() }, "it is not signed with commands.key" },
        { "another key", () => CommandMessage.Of(Start, "another", default), "it is signed with another key than commands.key" },
        {
            "half a signature",
            () => Signed() with { Properties = new Dictionary<string, object> { ["signature"] = "abcd" } },
            "it is not signed with commands.key"
        },
        {
            "no hexadecimal",
            () => Signed() with { Properties = new Dictionary<string, object> { ["signature"] = new string('x', 64) } },
            "it is not signed with commands.key"
        },
        {
            "a number",
            () => Signed() with { Properties = new Dictionary<string, object> { ["signature"] = 7L } },
            "it is not signed with commands.key"
        },
        {
            "changed body",
            () => Signed() with { Body = Signed().Body.ToArray().Append((byte)' ').ToArray() },
            "it is not signed with commands.key"
        },
        {
            "other relay",
            () => CommandMessage.Of(Start with { Relay = "relay-2" }, CommandRelay.Key, default),
            "it is meant for relay relay-2 of site default"
        },
        {
            "other site",
            () => CommandMessage.Of(Start with { Site = "emea" }, CommandRelay.Key, default),
            "it is meant for relay relay-1 of site emea"
        },
        { "no command", () => Signed("{}"), "it is signed, but is not a command: " },
        { "no JSON", () => Signed("<html>"), "it is signed, but is not a command: " },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_message_that_is_no_command_of_ours_does_nothing_is_not_answered_and_is_told(
        string _, Func<QueueMessage> message, string reason)
    {
        relay.Bus.Put(message());
        await relay.RunAsync();

        relay.Qrs.Filters.ShouldBeEmpty();
        relay.Bus.Waiting.ShouldBe(0);
        var (queue, told) = relay.Bus.Sent.ShouldHaveSingleItem();
        var refused = CloudEvent.Decode(told.Body.Span);
        (queue, refused.Type, refused.Relay).ShouldBe(("events", "butler.relay.refused", "relay-1"));
        var data = refused.Data!.Value.Deserialize(CommandJson.Default.CommandRefusedData)!;
        data.Reason.ShouldStartWith(reason);
        (data.CommandId, data.Kind).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_flood_of_forgeries_raises_one_event_a_minute_that_counts_the_others()
    {
        for (var i = 0; i < 50; i++)
        {
            relay.Bus.Put(CommandMessage.Of(Start with { Id = $"f{i}" }, "forged", default));
        }

        await relay.RunAsync();
        relay.Bus.Sent.ShouldHaveSingleItem();
        relay.Time.Advance(TimeSpan.FromMinutes(2));
        relay.Bus.Put(CommandMessage.Of(Start, "forged", default));
        await relay.RunAsync();
        CloudEvent.Decode(relay.Bus.Sent[1].Message.Body.Span).Data!.Value.GetProperty("more").GetInt32().ShouldBe(49);
    }

    [Fact]
    public async Task What_is_not_allowed_is_answered_and_told()
    {
        relay.Rules = new();
        var reply = await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload));
        (reply.Status, reply.Error).ShouldBe(
            (CommandStatus.Refused, $"Task Margin ({FakeQrs.Reload}): commands.startTask.types does not list reload"));
        relay.Qrs.Posts.ShouldBeEmpty();
        relay.Bus.Sent.Select(sent => sent.Queue).ShouldBe(["events", "replies"]);
    }

    [Fact]
    public async Task A_deadline_is_judged_by_Service_Buss_clock()
    {
        relay.Bus.Ahead = TimeSpan.FromHours(3); // or this machine's clock is three hours slow
        var now = relay.Time.GetUtcNow() + relay.Bus.Ahead;
        (await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload) with { Id = "late", Deadline = now.AddSeconds(-1) })).Status
            .ShouldBe(CommandStatus.Expired);
        (await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload) with { Id = "good", Deadline = now.AddSeconds(5) })).Status
            .ShouldBe(CommandStatus.Succeeded);
        (await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload) with { Id = "far", Deadline = now.AddHours(30) })).Status
            .ShouldBe(CommandStatus.Refused);
        relay.Qrs.Posts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_command_of_an_unknown_kind_is_refused_with_what_there_is()
    {
        var reply = await relay.AskAsync(CommandRelay.Command("make-coffee"));
        (reply.Status, reply.Error).ShouldBe((
            CommandStatus.Refused,
            "This relay cannot do make-coffee: its relay.yaml does not allow it, or lacks the settings for it. "
                + "It can do start-task, stop-task."));
    }

    [Fact]
    public async Task Malformed_arguments_are_refused()
    {
        var reply = await relay.AskAsync(
            CommandRelay.Command() with { Arguments = JsonDocument.Parse("""{ "taskIds": 7 }""").RootElement });
        reply.Status.ShouldBe(CommandStatus.Refused);
        reply.Error!.ShouldStartWith("The arguments of start-task are malformed: ");
        (await relay.AskAsync(CommandRelay.Command(id: "c2"))).Error.ShouldBe("start-task needs arguments");
    }

    [Fact]
    public async Task A_command_that_cannot_be_taken_off_the_queue_is_not_begun()
    {
        relay.Send(CommandRelay.Start(FakeQrs.Reload));
        relay.Bus.Faults.Enqueue(null); // receive
        relay.Bus.Faults.Enqueue(new BusException(ServiceBusFault.LockLost, "lost"));
        await relay.RunAsync();
        relay.Qrs.Posts.ShouldBeEmpty();

        relay.Bus.Unlock();
        await relay.RunAsync();
        relay.Qrs.Posts.Count.ShouldBe(1);
        relay.Reply.Status.ShouldBe(CommandStatus.Succeeded);
    }

    [Fact]
    public async Task A_command_that_never_came_off_the_queue_is_answered_as_expired()
    {
        relay.Send(CommandRelay.Start(FakeQrs.Reload));
        relay.Bus.Faults.Enqueue(null);
        relay.Bus.Faults.Enqueue(new BusException(ServiceBusFault.LockLost, "lost"));
        await relay.RunAsync();
        relay.Time.Advance(TimeSpan.FromMinutes(7));
        await relay.Receiver.KeepHouseAsync(CancellationToken.None);

        relay.Reply.Status.ShouldBe(CommandStatus.Expired);
        relay.Bus.Unlock();
        await relay.RunAsync();
        relay.Qrs.Posts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(500, true, CommandStatus.OutcomeUnknown)]
    [InlineData(0, true, CommandStatus.OutcomeUnknown)]
    [InlineData(0, false, CommandStatus.OutcomeUnknown)]
    [InlineData(403, false, CommandStatus.Failed)]
    [InlineData(404, false, CommandStatus.Failed)]
    public async Task A_start_whose_answer_was_lost_is_neither_failed_nor_succeeded(int status, bool done, CommandStatus expected)
    {
        relay.Qrs.PostFault = _ => (new QrsException(status, "Sense answered"), done);
        (await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload))).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task When_the_repository_is_away_it_failed_and_nothing_was_started()
    {
        relay.Qrs.GetFault = new QrsException(0, "Sense is away");
        var reply = await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload));
        (reply.Status, reply.Error).ShouldBe(
            (CommandStatus.Failed, "The request to Sense's repository failed, and nothing was changed: Sense is away"));
    }

    [Fact]
    public async Task A_fault_nobody_foresaw_leaves_the_outcome_open()
    {
        relay.Qrs.PostFault = _ => (new InvalidOperationException("odd"), true);
        (await relay.AskAsync(CommandRelay.Start(FakeQrs.Reload))).Status.ShouldBe(CommandStatus.OutcomeUnknown);
    }

    [Fact]
    public async Task The_loop_receives_does_and_survives_trouble()
    {
        relay.Bus.Faults.Enqueue(new BusException(ServiceBusFault.NoSuchQueue, "no such queue"));
        using var stop = new CancellationTokenSource();
        relay.Send(CommandRelay.Start(FakeQrs.Reload));
        var run = Task.Run(() => relay.Receiver.RunAsync(stop.Token));
        await Eventually.TrueAsync(
            () =>
            {
                relay.Time.Advance(TimeSpan.FromSeconds(10));
                return relay.Bus.Sent.Count == 1;
            },
            "the reply is sent");
        await stop.CancelAsync();
        await run;
        relay.Reply.Status.ShouldBe(CommandStatus.Succeeded);
    }

    public void Dispose() => relay.Dispose();

    private static Command Start => CommandRelay.Start(FakeQrs.Reload);

    private static QueueMessage Signed() => CommandMessage.Of(Start, CommandRelay.Key, default);

    private static QueueMessage Signed(string body)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        return Signed() with
        {
            Body = bytes,
            Properties = new Dictionary<string, object> { ["signature"] = CommandSignature.Of(CommandRelay.Key, bytes) },
        };
    }
}
