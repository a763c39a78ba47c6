using Butler.Core.Configuration;
using Butler.Functions.Configuration;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Messages;

/// <summary>Where messages may go is the operator's choice, and only among what the configuration lists.</summary>
public sealed class MessageRulesTests
{
    [Theory]
    [InlineData(
        "PUT slackpostmessage", """{"channel":"a","from_user":"b","msg":"c","destination":"t"}""", "slack in butler.yaml lists: s, s2")]
    [InlineData("POST teamspostmessage", """{"text":"a","destination":"s"}""", "teams in butler.yaml lists: t")]
    [InlineData("POST email", """{"subject":"a","text":"b","destination":"m2"}""", "email in butler.yaml lists: m")]
    [InlineData("POST newrelic/event", """{"eventType":"e","destination":"N"}""", "newRelicEvent in butler.yaml lists: n, n2")]
    public async Task A_channel_that_is_not_listed_gets_nothing(string request, string body, string lists)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.FailAsync(request, body)).ShouldBe($"400 body/destination must be one of the channels that api.{lists}");
        (await site.SentAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"subject":"a","text":"b"}""", """["ops@example.org"]""")]
    [InlineData("""{"to":"OPS@example.org","subject":"a","text":"b"}""", """["OPS@example.org"]""")]
    [InlineData("""{"to":["ulla@EXAMPLE.com","ops@example.org","Ulla@example.com"],"subject":"a","text":"b"}""",
        """["ulla@EXAMPLE.com","ops@example.org"]""")]
    public async Task A_mail_goes_to_the_channels_recipients_and_to_those_that_match(string body, string to)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.AskAsync("POST email", body)).ShouldBe($$"""201 {"to":{{to}},"subject":"a"}""");
    }

    [Theory]
    [InlineData("""{"to":"x@example.net","subject":"a","text":"b"}""", "403 No mail may be sent to x@example.net: api.emailRecipients in "
        + "butler.yaml does not allow it, and the channel m has other recipients.")]
    [InlineData("""{"to":"x@sub.example.com","subject":"a","text":"b"}""", "403 No mail may be sent to x@sub.example.com: "
        + "api.emailRecipients in butler.yaml does not allow it, and the channel m has other recipients.")]
    [InlineData("""{"to":"x@example.com.evil.net","subject":"a","text":"b"}""", "403 No mail may be sent to x@example.com.evil.net: "
        + "api.emailRecipients in butler.yaml does not allow it, and the channel m has other recipients.")]
    [InlineData("""{"to":["ulla@example.com","nobody"],"subject":"a","text":"b"}""", "400 body/to: \"nobody\" is not an e-mail address")]
    [InlineData("""{"to":"ulla@example.com","text":"b"}""", "400 body must have required property 'subject'")]
    [InlineData("""{"to":"ulla@example.com","subject":"a"}""", "400 body must have required property 'text' or 'html'")]
    public async Task A_mail_to_others_is_rejected_as_a_whole(string body, string problem)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.FailAsync("POST email", body)).ShouldBe(problem);
        (await site.SentAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_patterns_only_the_channels_own_recipients_get_mail()
    {
        await using var site = await MessageSite.StartAsync("{ email: m }");
        (await site.Api.AskAsync("POST email", """{"to":"ops@example.org","subject":"a","text":"b"}""")).ShouldStartWith("201 ");
        (await site.Api.FailAsync("POST email", """{"to":"ulla@example.com","subject":"a","text":"b"}""")).ShouldStartWith("403 ");
    }

    [Fact]
    public async Task A_channel_without_recipients_of_its_own_needs_them_in_the_request()
    {
        await using var site = await MessageSite.StartAsync("{ email: m2 }");
        (await site.Api.FailAsync("POST email", """{"subject":"a","text":"b"}""")).ShouldBe(
            "400 body must have required property 'to': the channel m2 in butler.yaml has no recipients of its own");
    }

    [Fact]
    public async Task One_mail_has_50_recipients_at_most()
    {
        await using var site = await MessageSite.StartAsync();
        var to = string.Join(",", Enumerable.Range(0, 51).Select(i => $"u{i}@example.com"));
        (await site.Api.FailAsync("POST email", $$"""{"to":"{{to}}","subject":"a","text":"b"}""")).ShouldBe(
            "400 body/to must NOT have more than 50 addresses");
    }

    [Theory]
    [InlineData("*@example.com", "ulla@example.com", true)]
    [InlineData("*@example.com", "ulla@sub.example.com", false)]
    [InlineData("*@*.example.com", "ulla@a.sub.example.com", true)]
    [InlineData("*@*.example.com", "ulla@example.com", false)]
    [InlineData("ops*@example.com", "OPS-2@Example.com", true)]
    [InlineData("ops*@example.com", "ulla@example.com", false)]
    [InlineData("*@example.com", "\"x@evil.net\"@example.com", true)]
    [InlineData("*@bücher.example", "ulla@xn--bcher-kva.example", true)]
    public void A_pattern_names_a_domain(string pattern, string address, bool matches)
    {
        RecipientPattern.TryParse(pattern, out var read).ShouldBeTrue();
        read.Matches(address).ShouldBe(matches);
    }

    [Theory]
    [InlineData(
        "{ slack: s1 }", "is \"s1\", which is not among the channels; did you mean \"s\"?; expected a channel of the type slack (s)")]
    [InlineData("{ slack: [s, t] }", "api.slack[1]: is \"t\", a channel of the type teams; expected a channel of the type slack (s)")]
    [InlineData("{ email: t }", "is \"t\", a channel of the type teams; expected a channel of the type email (there is none yet)")]
    [InlineData("{ newRelicMetric: [s] }", "expected a channel of the type newrelic (there is none yet)")]
    [InlineData("{ mqtt: q }", "api.mqtt: needs mqttTopics, the topics that messages may be published to, such as [\"app/#\"]")]
    [InlineData("{ mqtt: q, mqttTopics: [app#] }", "is \"app#\", which holds a wildcard that is not a whole level")]
    [InlineData("{ mqtt: q, mqttTopics: [$share/a/b] }", "is a shared subscription")]
    [InlineData("{ emailRecipients: '*' }", "expected an address or a pattern with a named domain, such as *@example.com")]
    [InlineData("{ emailRecipients: '*@*' }", "is \"*@*\"")]
    [InlineData("{ emailRecipients: '*@*.com' }", "is \"*@*.com\"")]
    [InlineData("{ emailRecipients: ['*@example*.com'] }", "is \"*@example*.com\"")]
    [InlineData("{ emailRecipients: ['@example.com'] }", "is \"@example.com\"")]
    public void A_faulty_rule_is_a_fault_with_its_line(string api, string fault)
    {
        var told = Faults(api).ShouldHaveSingleItem().ToString();
        told.ShouldStartWith("butler.yaml:6: api.");
        told.ShouldContain(fault);
    }

    [Fact]
    public void A_route_must_not_have_the_name_of_the_way_of_messages() => Should.Throw<ConfigurationException>(() => YamlFile.Read(
        "butler.yaml", "channels: { a: { type: console } }\nroutes: [{ name: butler-messages, on: '*', send: [a] }]\n", Reading.Butler.Type,
        _ => null)).Faults.ShouldHaveSingleItem().ToString().ShouldContain(
            "has a route named \"butler-messages\", which is the name of the way of messages from the HTTP API");

    [Fact]
    public void A_channel_that_only_messages_use_is_no_warning()
    {
        var text = Text("{ slack: s, teams: [t], mqtt: q, mqttTopics: a }");
        YamlFile.Read("butler.yaml", text, Reading.Butler.Type, _ => null, out var warnings);
        warnings.ShouldHaveSingleItem().ToString().ShouldContain("routes: is empty");
    }

    private static IReadOnlyList<ConfigurationFault> Faults(string api) =>
        Should.Throw<ConfigurationException>(() => YamlFile.Read("butler.yaml", Text(api), Reading.Butler.Type, _ => null)).Faults;

    private static string Text(string api) =>
        $$"""
        channels:
          s: { type: slack, url: https://example.com/a }
          t: { type: teams, url: https://example.com/b }
          q: { type: mqtt, url: "mqtt://example.com", topic: x }
        routes: []
        api: {{api}}
        """;
}
