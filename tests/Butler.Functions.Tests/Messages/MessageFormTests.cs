using System.Text.RegularExpressions;

namespace Butler.Functions.Tests.Messages;

/// <summary>What reaches the destinations.</summary>
public sealed partial class MessageFormTests
{
    [Theory]
    [InlineData(
        """{"channel":"#sense","from_user":"Loader","msg":"*Done* <@U012AB3CD> <!channel>"}""",
        """/hook {"channel":"#sense","username":"Loader","text":"*Done* <@U012AB3CD> <!channel>","icon_emoji":":ghost:"}""")]
    [InlineData(
        """{"channel":"#sense","from_user":"Loader","msg":"a < b & c > d, &lt;k&gt; <https://example.com/?a=1&b=2|here>","emoji":":x:"}""",
        """
        /hook {"channel":"#sense","username":"Loader","text":"a &lt; b &amp; c &gt; d, &lt;k&gt; <https://example.com/?a=1&b=2|here>",
        "icon_emoji":":x:"}
        """)]
    [InlineData(
        """{"channel":"#sense","from_user":"Loader","msg":"<script>","emoji":"https://example.com/a.png","destination":"s2"}""",
        """/hook2 {"channel":"#sense","username":"Loader","text":"&lt;script&gt;","icon_url":"https://example.com/a.png"}""")]
    public async Task A_message_for_Slack_keeps_its_markup(string body, string sent)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.AskAsync("PUT slackpostmessage", body)).ShouldStartWith("201 ");
        (await site.SentAsync()).ShouldBe([sent.ReplaceLineEndings("")]);
    }

    [Fact]
    public async Task A_message_for_Teams_is_a_card()
    {
        await using var site = await MessageSite.StartAsync();
        const string Body = """{"text":"**Done** in 5 min\n\n- [Open](https://example.com)","title":"Margin"}""";
        (await site.Api.AskAsync("POST teamspostmessage", Body)).ShouldBe("201 " + Body);
        (await site.SentAsync()).ShouldBe(
        [
            """
            /hook {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,"content":
            {"$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4",
            "msteams":{"width":"Full"},"body":[
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Margin","size":"Large","weight":"Bolder"}]},
            {"type":"TextBlock","text":"**Done** in 5 min","wrap":true,"spacing":"None"},
            {"type":"TextBlock","text":" ","wrap":true,"spacing":"None"},
            {"type":"TextBlock","text":"- [Open](https://example.com)","wrap":true,"spacing":"None"}]}}]}
            """.ReplaceLineEndings(""),
        ]);
    }

    [Fact]
    public async Task A_message_for_MQTT_goes_to_the_relay_with_the_options_of_its_channel()
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.AskAsync("PUT mqttpublishmessage", """{"topic":"app/sales","message":"färdig"}""")).ShouldStartWith("201 ");
        await site.App.RunVisibleAsync();
        var delivery = site.App.Tables.Rows(Butler.Functions.Storage.TableNames.Deliveries).Single(row => row.Text("Channel") == "q");
        (delivery.Text("State"), delivery.Text("Reason")).ShouldBe(("pending", "No relay of site default has ever sent a heartbeat."));
    }

    [Theory]
    [InlineData(
        """{"eventType":"reloadDone","timestamp":0,"attributes":[{"name":"env","value":"test"},{"name":"app","value":"Margin"}]}""",
        """[{"timestamp":1931227927000,"eventType":"reloadDone","env":"test","source":"butler","app":"Margin"}]""",
        """[{"timestamp":1931227927000,"eventType":"reloadDone","env":"test","app":"Margin"}]""")]
    [InlineData(
        """{"eventType":"reloadDone","timestamp":1931224327000}""",
        """[{"timestamp":1931224327000,"eventType":"reloadDone","env":"prod","source":"butler"}]""",
        """[{"timestamp":1931224327000,"eventType":"reloadDone"}]""")]
    public async Task An_event_goes_to_the_accounts_of_all_listed_channels(string body, string first, string third)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.AskAsync("POST newrelic/event", body)).ShouldBe("202 Accepted");
        (await site.SentAsync()).ShouldBe(
            [$"/hook/v1/accounts/1/events {first}", $"/hook/v1/accounts/3/events {third}"], ignoreOrder: true);
        site.Sink.Requests.Select(request => request.Headers["Api-Key"]).ShouldBe(["k1", "k3"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_event_may_name_one_channel()
    {
        await using var site = await MessageSite.StartAsync();
        await site.Api.AskAsync("POST newrelic/event", """{"eventType":"reloadDone","destination":"n2"}""");
        (await site.SentAsync()).ShouldBe(["""/hook/v1/accounts/3/events [{"timestamp":1931227927000,"eventType":"reloadDone"}]"""]);
    }

    [Theory]
    [InlineData(
        """{"name":"rows","type":"gauge","value":12.5,"interval":60000,"attributes":[{"name":"env","value":"test"}]}""",
        """
        /hook [{"common":{"timestamp":1931227927000,"interval.ms":60000,"attributes":{"env":"test","source":"butler"}},
        "metrics":[{"name":"rows","type":"gauge","value":12.5}]}]
        """)]
    [InlineData(
        """{"name":"rows","type":"gauge","value":"0","timestamp":1931224327000}""",
        """
        /hook [{"common":{"timestamp":1931224327000,"attributes":{"env":"prod","source":"butler"}},
        "metrics":[{"name":"rows","type":"gauge","value":0}]}]
        """)]
    public async Task A_metric_goes_to_the_accounts_of_its_channel(string body, string sent)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.AskAsync("POST newrelic/metric", body)).ShouldBe("202 Accepted");
        (await site.SentAsync()).ShouldBe([sent.ReplaceLineEndings("")]);
    }

    [Fact]
    public async Task A_mail_goes_to_each_recipient()
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.AskAsync(
            "POST email", """{"to":"Ulla <ulla@example.com>; bo@example.com","subject":"Done","text":"All\r\nrows","html":"<b>All</b>"}"""))
            .ShouldBe("""201 {"to":["ulla@example.com","bo@example.com"],"subject":"Done"}""");
        (await site.SentAsync()).Select(WithoutIds).ShouldBe([MailTo("ulla"), MailTo("bo")], ignoreOrder: true);
    }

    private static string MailTo(string who) =>
        $$$"""
        /hook/v3/mail/send {"from":{"name":"Qlik","email":"q@example.com"},"subject":"Done",
        "personalizations":[{"to":[{"email":"{{{who}}}@example.com"}]}],
        "content":[{"type":"text/plain","value":"All\nrows"},{"type":"text/html","value":"\u003cb\u003eAll\u003c/b\u003e"}],
        "headers":{"Message-ID":"\u003cID@example.com\u003e","Auto-Submitted":"auto-generated","X-Butler-Delivery-Id":"ID"},
        "custom_args":{"butler_delivery_id":"ID"}}
        """.ReplaceLineEndings("");

    private static string WithoutIds(string request) => Id().Replace(request, "ID");

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.RightToLeft)]
    private static partial Regex Id();
}
