using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Messages;

/// <summary>A message goes the way of an alert: it is stored, tried again, kept when it fails for good, and replayed.</summary>
public sealed class MessageDeliveryTests
{
    private const string Body = """{"channel":"#sense","from_user":"Loader","msg":"Done"}""";

    [Fact]
    public async Task The_answer_says_where_the_message_can_be_followed()
    {
        await using var site = await MessageSite.StartAsync();
        using var response = await site.Api.SendAsync("PUT slackpostmessage", Body);
        var location = response.Headers.Location!.ToString();
        location.ShouldMatch("^/api/v4/events/default%3Amessage%3A[0-9a-f]{32}$");
        var path = $"GET {location["/api/v4/".Length..]}";
        (await site.Api.AskAsync(path)).ShouldStartWith("404 ");
        await site.App.RunVisibleAsync();

        var answer = await site.Api.AskAsync(path);
        answer.ShouldStartWith("200 ");
        var recorded = JsonElement.Parse(answer[4..]);
        recorded.GetProperty("state").GetString().ShouldBe("done");
        recorded.GetProperty("event").GetProperty("data").GetRawText().ShouldBe(
            """{"targets":[{"channel":"s"}],"slack":{"channel":"#sense","sender":"Loader","text":"Done"}}""");
        (await ListAsync(site, "sent")).ShouldBe(["s butler-messages api.message slack/#sense"]);
    }

    [Fact]
    public async Task A_destination_that_is_away_gets_the_message_later()
    {
        await using var site = await MessageSite.StartAsync();
        site.Sink.Answer = _ => site.Sink.Requests.Count <= 2 ? 503 : 200;
        (await site.Api.AskAsync("PUT slackpostmessage", Body)).ShouldStartWith("201 ");
        await site.App.RunAsync(TimeSpan.FromMinutes(10));
        site.Sink.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct().ShouldHaveSingleItem();
        site.Sink.Requests.Count.ShouldBe(3);
        (await ListAsync(site, "sent")).ShouldBe(["s butler-messages api.message slack/#sense"]);
    }

    [Fact]
    public async Task A_message_that_is_rejected_is_kept_alerted_and_replayed()
    {
        await using var site = await MessageSite.StartAsync();
        site.Sink.Answer = _ => 404;
        await site.Api.AskAsync("PUT slackpostmessage", Body);
        await site.App.RunVisibleAsync();
        (await ListAsync(site, "dead")).ShouldBe(["s butler-messages api.message slack/#sense"]);
        site.App.Terminal.ToString().ShouldContain("Alert could not be delivered to s");

        site.Sink.Answer = _ => 200;
        (await site.Api.AskAsync("POST deliveries/replay", """{"route":"butler-messages"}""")).ShouldStartWith("202 ");
        await site.App.RunVisibleAsync();
        site.Sink.Requests.Select(request => request.Body).Distinct().ShouldHaveSingleItem();
        site.Sink.Requests.Count.ShouldBe(2);
        (await ListAsync(site, "sent")).ShouldBe(["s butler-messages api.message slack/#sense"]);
    }

    [Fact]
    public async Task A_channel_that_is_removed_or_has_another_type_meanwhile_makes_the_delivery_dead_with_the_reason()
    {
        await using var site = await MessageSite.StartAsync();
        await site.Api.AskAsync("PUT slackpostmessage", Body);
        await site.Api.AskAsync("PUT slackpostmessage", Body.Replace("}", ",\"destination\":\"s2\"}", StringComparison.Ordinal));
        site.App.Configuration.Text = "{ channels: { s: { type: console } }, routes: [], defaultChannel: none }";
        site.App.Restart();
        await site.App.RunVisibleAsync();
        site.App.Tables.Rows(TableNames.Deliveries).Where(row => row.Text("State") == "dead").Select(row => row.Text("Reason")).ShouldBe(
            [
                "a channel of the type console cannot send a message for Slack; the channel had another type when the message was accepted",
                "the channel s2 is no longer configured",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task A_message_is_sent_however_late_it_comes_and_meets_no_route()
    {
        await using var site = await MessageSite.StartAsync();
        await site.Api.AskAsync("PUT slackpostmessage", Body);
        site.App.Configuration.Text = site.App.Configuration.Text.Replace(
            "routes: []", "routes: [{ name: all, on: '*', send: [c] }]", StringComparison.Ordinal);
        site.App.Time.Advance(TimeSpan.FromDays(3));
        (await site.SentAsync()).ShouldHaveSingleItem();
        site.App.Terminal.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_that_is_no_message_is_kept_among_the_refused()
    {
        using var app = new App("{ channels: { a: { type: console } }, routes: [] }");
        var now = app.Time.GetUtcNow();
        await app.SendAsync(new CloudEvent { Id = "default:message:1", Source = "/api", Type = "api.message", Time = now });
        await app.RunVisibleAsync();
        var refused = app.Tables.Rows(TableNames.Events).ShouldHaveSingleItem();
        refused.PartitionKey.ShouldStartWith("refused-");
        refused.Text("Reason")!.ShouldContain("The message names no targets.");
    }

    [Theory]
    [InlineData("Idempotency-Key")]
    [InlineData("X-Request-Id")]
    public async Task A_request_that_is_repeated_with_its_key_is_sent_once(string header)
    {
        await using var site = await MessageSite.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            (await site.Api.AskAsync("PUT slackpostmessage", Body, (header, "run 7"))).ShouldStartWith("201 ");
            await site.App.RunVisibleAsync();
            site.App.Bus.ForgetIds();
            site.App.Time.Advance(TimeSpan.FromHours(2));
        }

        site.Sink.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Another_message_with_the_same_key_is_sent_too()
    {
        await using var site = await MessageSite.StartAsync();
        var key = ("Idempotency-Key", "run 7");
        await site.Api.AskAsync("PUT slackpostmessage", Body, key);
        await site.Api.AskAsync("PUT slackpostmessage", Body.Replace("Done", "Failed", StringComparison.Ordinal), key);
        await site.Api.AskAsync(
            "PUT slackpostmessage", Body.Replace("}", ",\"destination\":\"s2\"}", StringComparison.Ordinal), key);
        (await site.SentAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Requests_without_a_key_are_messages_of_their_own()
    {
        await using var site = await MessageSite.StartAsync();
        await site.Api.AskAsync("PUT slackpostmessage", Body);
        await site.Api.AskAsync("PUT slackpostmessage", Body);
        (await site.SentAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public Task A_message_survives_every_death_when_the_caller_repeats_its_request() => Death.AtEveryEffectAsync(async death =>
    {
        await using var site = await MessageSite.StartAsync();
        site.Sink.Answer = _ => site.Sink.Requests.Count == 1 ? 503 : 200;
        death.Arm(site.App.Kill);
        var answer = await site.Api.AskAsync("PUT slackpostmessage", Body, ("Idempotency-Key", "run 7"));
        if (!answer.StartsWith("201", StringComparison.Ordinal))
        {
            site.App.Restart();
            (await site.Api.AskAsync("PUT slackpostmessage", Body, ("Idempotency-Key", "run 7"))).ShouldStartWith("201 ");
        }

        await site.App.RunAsync(TimeSpan.FromHours(2));
        var requests = site.Sink.Requests;
        var marked = requests.Count(request => request.Headers.ContainsKey("X-Butler-Possible-Duplicate"));
        requests.Count.ShouldBeInRange(2, 2 + marked);
        site.App.DeliveryRows().ShouldAllBe(row => row.Text("State") == "sent");
        site.App.DeliveryRows().Select(row => row.RowKey).Distinct().ShouldHaveSingleItem();
        site.App.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
        site.App.Bus.Waiting(QueueNames.Deliveries).ShouldBeEmpty();
    });

    private static async Task<IReadOnlyList<string>> ListAsync(MessageSite site, string state)
    {
        var answer = await site.Api.AskAsync($"GET deliveries?state={state}&route=butler-messages");
        answer.ShouldStartWith("200 ");
        return
        [
            .. JsonElement.Parse(answer[4..]).GetProperty("deliveries").EnumerateArray().Select(item => string.Join(
                ' ', new[] { "channel", "route", "type", "subject" }.Select(name => item.GetProperty(name).GetString()))),
        ];
    }
}
