using System.Text;
using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Channels;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

/// <summary>Deliveries that a relay sends, from the command to the reply and what follows from it.</summary>
public sealed class RelayedDeliveryTests : IDisposable
{
    private const string Routes = """
        defaultChannel: none
        routes:
          - { name: r, on: "sense.*", throttle: { every: 5m, per: task }, send: [{ channel: a }] }
        """;

    private App app;
    private RelaySite relay;

    public RelayedDeliveryTests() => (app, relay) = New("a: { type: slack, via: relay, destination: ops-slack }");

    [Fact]
    public async Task A_relay_sends_and_its_reply_ends_the_delivery()
    {
        await StartAsync();
        await app.RunVisibleAsync();
        var row = Row();
        (row.Text("State"), row.Text("CommandId")).ShouldBe(("relayed", $"{row.RowKey}:a1"));
        app.Tables.Rows(TableNames.Throttles).ShouldHaveSingleItem().Text("State").ShouldBe("reserved");

        await relay.RunVisibleAsync();
        (Row().Text("State"), Row().Text("Answer")).ShouldBe(("sent", "relay relay-1: 204"));
        app.Tables.Rows(TableNames.Throttles).ShouldHaveSingleItem().Text("State").ShouldBe("confirmed");
        var (command, arguments) = relay.Carried.ShouldHaveSingleItem();
        (arguments.DeliveryId, arguments.EventId, arguments.Destination, arguments.ContentType, arguments.PossibleDuplicate)
            .ShouldBe((row.RowKey, Sample.Event().Id, "ops-slack", "application/json", false));
        arguments.Headers!["Idempotency-Key"].ShouldBe(row.RowKey);
        JsonDocument.Parse(arguments.Body).RootElement.GetProperty("blocks").GetArrayLength().ShouldBePositive();
        (command.Deadline - app.Time.GetUtcNow()).ShouldBe(TimeSpan.FromMinutes(5));

        // What was to look after it finds nothing to do.
        await relay.RunAsync(TimeSpan.FromHours(1));
        relay.Carried.Count.ShouldBe(1);
        app.WakeUps().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CommandStatus.Failed, "tryAgain", "answered 503")]
    [InlineData(CommandStatus.Failed, null, "died before it began")]
    [InlineData(CommandStatus.Expired, null, "Relay relay-1 did not receive it in time; nothing was done.")]
    [InlineData(CommandStatus.OutcomeUnknown, null, "The relay died while at it.")]
    public async Task What_passes_is_tried_again_by_another_command(CommandStatus status, string? outcome, string reason)
    {
        var times = 0;
        relay.Answer = _ => times++ == 0
            ? RelaySite.Reply(status, outcome, outcome is null ? null : reason, error: reason)
            : RelaySite.Reply(CommandStatus.Succeeded, "sent");
        await StartAsync();
        await relay.RunVisibleAsync();
        (Row().Text("State"), Row().Number("Attempt"), Row().Text("Reason")).ShouldBe(("pending", 2, $"relay relay-1: {reason}"));
        await relay.RunAsync(TimeSpan.FromMinutes(1));

        Row().Text("State").ShouldBe("sent");
        relay.Carried.Select(each => each.Command.Id[^3..]).ShouldBe([":a1", ":a2"]);
        relay.Carried.Select(each => each.Arguments.PossibleDuplicate).ShouldBe([false, status == CommandStatus.OutcomeUnknown]);
    }

    [Fact]
    public async Task The_pause_that_the_destination_asks_for_is_kept()
    {
        relay.Answer = _ => RelaySite.Reply(CommandStatus.Failed, "tryAgain", "answered 429", retryAfter: 120);
        await StartAsync();
        await relay.RunVisibleAsync();
        (app.Bus.Waiting(QueueNames.Deliveries).Single().ScheduledEnqueueTime - app.Time.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(120));
    }

    [Theory]
    [InlineData(CommandStatus.Refused, null, "commands.deliver names no destination \"ops-slack\".")]
    [InlineData(CommandStatus.Failed, "refused", "answered 404 Not Found")]
    public async Task What_is_refused_is_kept_and_told(CommandStatus status, string? outcome, string reason)
    {
        relay.Answer = arguments => RelaySite.Reply(status, outcome, outcome is null ? null : reason, error: reason);
        await StartAsync();
        await relay.RunAsync(TimeSpan.FromHours(1));
        (Row().Text("State"), Row().Text("Reason")).ShouldBe(("dead", $"relay relay-1: {reason}"));
        app.Tables.Rows(TableNames.Throttles).ShouldBeEmpty();
        app.Bus.Sent.ShouldContain(sent => sent.Queue == QueueNames.Events && sent.Message.Label == EventTypes.DeliveryDead);
    }

    [Fact]
    public async Task Without_a_relay_it_waits_for_one()
    {
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        (Row().Text("State"), Row().Text("Reason")).ShouldBe(("pending", "No relay of site default has ever sent a heartbeat."));
        await relay.AppearAsync();
        await relay.RunAsync(TimeSpan.FromMinutes(1));
        Row().Text("State").ShouldBe("sent");
    }

    [Fact]
    public async Task A_reply_that_never_comes_is_not_waited_for_for_ever()
    {
        var times = 0;
        relay.Answer = _ => times++ == 0 ? null : RelaySite.Reply(CommandStatus.Succeeded, "sent");
        await StartAsync();
        await relay.RunAsync(TimeSpan.FromMinutes(9));
        Row().Text("State").ShouldBe("relayed");
        await relay.RunAsync(TimeSpan.FromMinutes(12));
        Row().Text("State").ShouldBe("sent");
        Row().Text("Reason").ShouldBe("relay relay-1 was asked to send it, and has not reported the result");
        relay.Carried.Select(each => each.Arguments.PossibleDuplicate).ShouldBe([false, true]);
    }

    [Fact]
    public async Task A_timer_that_is_lost_is_found_by_the_sweep()
    {
        var times = 0;
        relay.Answer = _ => times++ == 0 ? null : RelaySite.Reply(CommandStatus.Succeeded, "sent");
        await StartAsync();
        await relay.RunVisibleAsync();
        app.Bus.Complete(QueueNames.Timers, app.Bus.Waiting(QueueNames.Timers).Single());
        app.Time.Advance(TimeSpan.FromMinutes(15));
        await app.Services.Sweep.RunAsync(CancellationToken.None);
        await relay.RunAsync(TimeSpan.FromMinutes(1));
        Row().Text("State").ShouldBe("sent");
    }

    [Fact]
    public async Task A_late_reply_that_it_was_sent_ends_the_attempt_that_waits_instead()
    {
        var late = new List<CommandReply>();
        relay.Answer = _ =>
        {
            late.Add(RelaySite.Reply(CommandStatus.Succeeded, "sent"));
            return null;
        };
        await StartAsync();
        await relay.RunVisibleAsync();
        app.Time.Advance(TimeSpan.FromMinutes(12));
        await relay.RunVisibleAsync();
        Row().Text("State").ShouldBe("pending");

        var reply = late[0] with { Id = relay.Carried[0].Command.Id };
        await app.Services.Runner.RunAsync(
            "CommandReply", app.Services.CommandReply, App.Trigger(QueueNames.Replies, CommandMessage.Of(reply)), CancellationToken.None);
        Row().Text("State").ShouldBe("sent");
        await relay.RunAsync(TimeSpan.FromHours(1));
        relay.Carried.Count.ShouldBe(1);
        app.Tables.Rows(TableNames.Throttles).ShouldHaveSingleItem().Text("State").ShouldBe("confirmed");
    }

    [Fact]
    public async Task A_reply_that_is_faster_than_the_note_of_the_command_is_put_off_until_that_is_made()
    {
        await StartAsync();
        await app.PlanOnQueueAsync();

        // It dies right after it has sent the command: the row says that it is being attempted.
        app.Kill.Start(4);
        await app.RunOneAsync(QueueNames.Deliveries, "Deliver", app.Services.Deliver);
        Row().Text("State").ShouldBe("sending");
        relay.Work();
        await relay.HandOverAsync();
        app.Bus.Waiting(QueueNames.Replies).ShouldHaveSingleItem();

        await relay.RunAsync(TimeSpan.FromMinutes(5));
        Row().Text("State").ShouldBe("sent");
        relay.Carried.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("a: { type: webhook, via: relay, destination: d, sign: { secret: s3cr3t-signing-key } }")]
    [InlineData("a: { type: signl4, via: relay, destination: d }")]
    [InlineData("a: { type: influxdb, via: relay, destination: d }")]
    [InlineData("a: { type: file, via: relay, destination: d, fileName: \"x\" }")]
    [InlineData("a: { type: mqtt, via: relay, destination: d, topic: \"x\", qos: 1, retain: true }")]
    [InlineData("a: { type: mqtt, via: relay, destination: d, preset: butler, qos: 2 }")]
    public async Task Each_kind_of_message_goes_as_it_is(string channel)
    {
        app.Dispose();
        (app, relay) = New(channel);
        await relay.AppearAsync();
        await app.SendAsync(Sample.Event("sense.reload.failed", data: MetricAlerts.Known));
        await relay.RunVisibleAsync();
        Row().Text("State").ShouldBe("sent");
        var arguments = relay.Carried.ShouldHaveSingleItem().Arguments;
        var kind = channel.Split(',')[0].Split(' ')[^1] + (channel.Contains("preset", StringComparison.Ordinal) ? "-butler" : "");
        Repository.ShouldMatch(
            $"tests/Butler.Functions.Tests/Delivering/Expected/{kind}.deliver.json",
            JsonSerializer.Serialize(arguments with { DeliveryId = "the id", Headers = Named(arguments) }, Relaxed) + "\n");
        app.Bus.Sent.ShouldAllBe(sent => !Encoding.UTF8.GetString(sent.Message.Body.ToArray()).Contains("s3cr3t"));
    }

    [Fact]
    public async Task The_largest_event_fits_into_a_command_whatever_letters_it_is_written_in()
    {
        var data = MetricAlerts.Known with
        {
            ScriptLog = MetricAlerts.Known.ScriptLog! with
            {
                Tail = [.. Enumerable.Repeat("Ett fel \"uppstod\" när C:\\data\\åäö lästes", 1100)],
            },
        };
        var sample = Sample.Event("sense.externalprogram.failed", data: data);
        sample.Encode().Length.ShouldBeInRange(80_000, CloudEvent.MaxEncodedBytes);
        app.Dispose();
        (app, relay) = New("a: { type: webhook, via: relay, destination: d }");
        await relay.AppearAsync();
        await app.SendAsync(sample);
        await relay.RunVisibleAsync();
        Row().Text("State").ShouldBe("sent");
        CloudEvent.Decode(Encoding.UTF8.GetBytes(relay.Carried.Single().Arguments.Body)).Id.ShouldBe(sample.Id);
    }

    [Fact]
    public async Task A_text_that_is_too_large_for_a_command_is_shortened_and_says_so()
    {
        var data = MetricAlerts.Known with
        {
            ScriptLog = MetricAlerts.Known.ScriptLog! with { Tail = [.. Enumerable.Repeat(new string('\\', 100), 1100)] },
        };
        app.Dispose();
        (app, relay) = New("a: { type: file, via: relay, destination: d }");
        await relay.AppearAsync();
        await app.SendAsync(Sample.Event("sense.reload.failed", data: data));
        await relay.RunVisibleAsync();
        Row().Text("State").ShouldBe("sent");
        relay.Carried.Single().Arguments.Body.ShouldContain(" characters are left out here ...");
    }

    [Fact]
    public async Task What_has_a_form_and_is_too_large_for_a_command_is_refused_with_its_size()
    {
        var data = MetricAlerts.Known with
        {
            ScriptLog = MetricAlerts.Known.ScriptLog! with { Tail = [.. Enumerable.Repeat(new string('\\', 100), 600)] },
        };
        app.Dispose();
        (app, relay) = New("a: { type: webhook, via: relay, destination: d }");
        await relay.AppearAsync();
        await app.SendAsync(Sample.Event("sense.usersync.failed", data: data));
        await relay.RunVisibleAsync();
        Row().Text("Reason")!.ShouldMatch(
            @"^it is larger than a command to a relay may be \(\d+ of 176128 bytes\); show less of the script log, or use a template$");
        relay.Carried.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sent")]
    [InlineData("tryAgain")]
    [InlineData("refused")]
    [InlineData("lost")]
    public Task Killed_at_any_effect_it_asks_once_for_each_attempt_and_ends_as_the_relay_said(string story) =>
        Death.AtEveryEffectAsync(async death =>
    {
        app.Dispose();
        (app, relay) = New("a: { type: slack, via: relay, destination: ops-slack }");
        var times = 0;
        relay.Answer = _ => (story, times++) switch
        {
            ("tryAgain", 0) => RelaySite.Reply(CommandStatus.Failed, "tryAgain", "answered 503"),
            ("refused", _) => RelaySite.Reply(CommandStatus.Failed, "refused", "answered 404"),
            ("lost", 0) => null,
            _ => RelaySite.Reply(CommandStatus.Succeeded, "sent"),
        };
        await StartAsync();
        death.Arm(app.Kill);
        await relay.RunAsync(TimeSpan.FromHours(2));
        app.Time.Advance(TimeSpan.FromHours(1));
        await app.Services.Sweep.RunAsync(CancellationToken.None);
        await relay.RunAsync(TimeSpan.FromHours(1));

        var first = app.DeliveryRows().Single(row => row.PartitionKey == TableKey.Escape(Sample.Event().Id));
        first.Text("State").ShouldBe(story == "refused" ? "dead" : "sent");
        relay.Carried.Where(each => each.Arguments.DeliveryId == first.RowKey).Select(each => each.Command.Id[^3..])
            .ShouldBe(story is "tryAgain" or "lost" ? [":a1", ":a2"] : [":a1"]);
        app.Tables.Rows(TableNames.Throttles).Where(row => row.RowKey == "window").Select(row => row.Text("State"))
            .ShouldBe(story == "refused" ? [] : ["confirmed"]);
        app.Bus.Sent.Count(sent => sent.Message.Label == EventTypes.DeliveryDead && sent.Queue == QueueNames.Events)
            .ShouldBe(story == "refused" ? 1 : 0);
        app.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
        app.Bus.Waiting(QueueNames.Replies).ShouldBeEmpty();
        app.WakeUps().ShouldBeEmpty();
    });

    public void Dispose() => app.Dispose();

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault,
    };

    private static (App, RelaySite) New(string channel)
    {
        var app = new App($"channels:\n  {channel}\n{Routes}");
        return (app, new RelaySite(app));
    }

    /// <summary>The names of the headers: their values differ from delivery to delivery.</summary>
    private static Dictionary<string, string>? Named(DeliverArguments arguments) =>
        arguments.Headers?.Keys.ToDictionary(name => name, _ => "...");

    private TableRow Row() =>
        app.DeliveryRows().Single(row => !row.PartitionKey.StartsWith("dead-", StringComparison.Ordinal));

    private async Task StartAsync()
    {
        await relay.AppearAsync();
        await app.SendAsync(Sample.Event());
    }
}
