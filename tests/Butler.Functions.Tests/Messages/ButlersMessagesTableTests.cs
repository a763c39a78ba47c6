using Butler.Core.Commands;

namespace Butler.Functions.Tests.Messages;

/// <summary>The messaging endpoints as load scripts know them from Butler: the rows of the table of its REST API.</summary>
public sealed class ButlersMessagesTableTests
{
    private const string Slack = """{"channel":"#sense","from_user":"Loader","msg":"Done"}""";
    private const string Event = """{"eventType":"reloadDone"}""";

    [Theory]
    [InlineData("""{"topic":"app/sales","message":"done"}""", """201 {"topic":"app/sales","message":"done"}""")]
    [InlineData("""{"topic":"app/sales","message":5,"more":true}""", """201 {"topic":"app/sales","message":"5"}""")]
    [InlineData("""{"topic":"app","message":""}""", """201 {"topic":"app","message":""}""")]
    public async Task Row_1_Mqttpublishmessage_answers_with_the_request(string body, string answer)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.AskAsync("PUT mqttpublishmessage", body)).ShouldBe(answer);
        site.App.Bus.Waiting(QueueNames.Events).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{"message":"done"}""", "400 body must have required property 'topic'")]
    [InlineData("""{"topic":"app/sales"}""", "400 body must have required property 'message'")]
    [InlineData("""{"topic":{},"message":"done"}""", "400 body/topic must be string")]
    [InlineData(
        """{"topic":"app/#","message":"done"}""", "400 body/topic must be a topic: it holds a wildcard (+ or #), which only filters may")]
    [InlineData("""{"topic":"","message":"done"}""", "400 body/topic must be a topic: it is empty")]
    [InlineData(
        """{"topic":"qliksense/start_task","message":"done"}""",
        "403 Nothing may be published to this topic: api.mqttTopics in butler.yaml allows app/#.")]
    [InlineData("", "400 The body is empty; expected JSON.")]
    public async Task Row_1_Mqttpublishmessage_rejects(string body, string problem)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.FailAsync("PUT mqttpublishmessage", body)).ShouldBe(problem);
        site.App.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Slack, "201 " + Slack)]
    [InlineData(
        """{"channel":"@ulla","from_user":"Loader","msg":"Done","emoji":":tada:","more":1}""",
        """201 {"channel":"@ulla","from_user":"Loader","msg":"Done","emoji":":tada:"}""")]
    public async Task Row_2_Slackpostmessage_answers_with_the_request(string body, string answer)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.AskAsync("PUT slackpostmessage", body)).ShouldBe(answer);
        site.App.Bus.Waiting(QueueNames.Events).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{"from_user":"Loader","msg":"Done"}""", "400 body must have required property 'channel'")]
    [InlineData("""{"channel":"#sense","msg":"Done"}""", "400 body must have required property 'from_user'")]
    [InlineData("""{"channel":"#sense","from_user":"Loader"}""", "400 body must have required property 'msg'")]
    [InlineData("""{"channel":"#sense","from_user":"Loader","msg":[]}""", "400 body/msg must be string")]
    public async Task Row_2_Slackpostmessage_rejects(string body, string problem)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.FailAsync("PUT slackpostmessage", body)).ShouldBe(problem);
        site.App.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Event)]
    [InlineData("""{"eventType":"reloadDone","timestamp":"1931224327000","attributes":[{"name":"app","value":"Margin"}]}""")]
    public async Task Row_3_Newrelic_event_is_accepted(string body)
    {
        await using var site = await MessageSite.StartAsync();
        using var response = await site.Api.SendAsync("POST newrelic/event", body);
        ((int)response.StatusCode).ShouldBe(202);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        (await response.Content.ReadAsStringAsync()).ShouldBe("Accepted");
        site.App.Bus.Waiting(QueueNames.Events).ShouldHaveSingleItem();
    }

    public static TheoryData<string, string> FaultyEvents { get; } = new()
    {
        { "{}", "400 body must have required property 'eventType'" },
        { $$"""{"eventType":"{{new string('e', 255)}}"}""", "400 body/eventType must NOT have more than 254 characters" },
        { """{"eventType":"e","timestamp":"now"}""", "400 body/timestamp must be number" },
        { """{"eventType":"e","timestamp":1e18}""", "400 body/timestamp must be a number of milliseconds" },
        { """{"eventType":"e","attributes":{}}""", "400 body/attributes must be array" },
        { """{"eventType":"e","attributes":["a"]}""", "400 body/attributes/0 must be object" },
        { """{"eventType":"e","attributes":[{"value":"v"}]}""", "400 body/attributes/0 must have required property 'name'" },
        {
            $$"""{"eventType":"e","attributes":[{"name":"{{new string('n', 255)}}","value":"v"}]}""",
            "400 body/attributes/0/name must NOT have more than 254 characters"
        },
        {
            $$"""{"eventType":"e","attributes":[{"name":"n","value":"{{new string('v', 4097)}}"}]}""",
            "400 body/attributes/0/value must NOT have more than 4096 characters"
        },
    };

    [Theory]
    [MemberData(nameof(FaultyEvents))]
    public async Task Row_3_Newrelic_event_rejects(string body, string problem)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.FailAsync("POST newrelic/event", body)).ShouldBe(problem);
        site.App.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
    }

    [Fact]
    public async Task Row_4_Newrelic_metric_is_accepted()
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.AskAsync("POST newrelic/metric", """{"name":"rows","type":"gauge","value":"12.5"}""")).ShouldBe("202 Accepted");
        site.App.Bus.Waiting(QueueNames.Events).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{"type":"gauge","value":1}""", "400 body must have required property 'name'")]
    [InlineData("""{"name":"rows","value":1}""", "400 body must have required property 'type'")]
    [InlineData(
        """{"name":"rows","type":"count","value":1}""", "400 body/type must be equal to one of the allowed values: gauge")]
    [InlineData("""{"name":"rows","type":"gauge"}""", "400 body must have required property 'value'")]
    [InlineData("""{"name":"rows","type":"gauge","value":"many"}""", "400 body/value must be number")]
    public async Task Row_4_Newrelic_metric_rejects(string body, string problem)
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.FailAsync("POST newrelic/metric", body)).ShouldBe(problem);
        site.App.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
    }

    /// <summary>Load scripts can only GET and POST.</summary>
    [Fact]
    public async Task A_post_may_stand_for_a_put()
    {
        await using var site = await MessageSite.StartAsync();
        (await site.Api.AskAsync("POST slackpostmessage", Slack, ("X-HTTP-Method-Override", "PUT"))).ShouldBe("201 " + Slack);
        (await site.Api.FailAsync("POST slackpostmessage", Slack)).ShouldBe("405 The method is not supported here; expected PUT.");
    }

    [Theory]
    [InlineData("PUT slackpostmessage", "api.slack")]
    [InlineData("POST teamspostmessage", "api.teams")]
    [InlineData("PUT mqttpublishmessage", "api.mqtt")]
    [InlineData("POST email", "api.email")]
    [InlineData("POST newrelic/event", "api.newRelicEvent")]
    [InlineData("POST newrelic/metric", "api.newRelicMetric")]
    public async Task Without_a_channel_the_problem_names_the_key_to_set(string request, string key)
    {
        await using var site = await MessageSite.StartAsync("{}");
        (await site.Api.FailAsync(request, "{}")).ShouldBe($"404 Route {request.Replace(" ", ":/api/v4/", StringComparison.Ordinal)} not "
            + $"found: set {key} in butler.yaml to the channel that gets such messages.");
    }

    [Fact]
    public async Task Butlers_names_of_what_is_set_are_among_the_enabled_endpoints()
    {
        await using var all = await MessageSite.StartAsync();
        (await all.Api.AskAsync("GET configfile/endpointsenabled")).ShouldBe(
            """
            200 ["apiListEnabledEndpoints","base16ToBase62","base62ToBase16","butlerping","createDir","createDirQVD","createNewSchedule","deleteSchedule","fileCopy","fileDelete","fileMove","getSchedule","getScheduleStatusAll","keyValueStore","mqttPublishMessage",
            "postNewRelicEvent","postNewRelicMetric","senseAppDump","senseAppReload","senseListApps","senseStartTask","slackPostMessage","startSchedule","stopSchedule"]
            """.ReplaceLineEndings(""));
        await using var one = await MessageSite.StartAsync("{ newRelicMetric: n }");
        (await one.Api.AskAsync("GET configfile/endpointsenabled")).ShouldBe(
            """200 ["apiListEnabledEndpoints","base16ToBase62","base62ToBase16","butlerping","createDir","createDirQVD","createNewSchedule","deleteSchedule","fileCopy","fileDelete","fileMove","getSchedule","getScheduleStatusAll","keyValueStore","postNewRelicMetric","senseAppDump","senseAppReload","senseListApps","senseStartTask","startSchedule","stopSchedule"]""");
    }

    [Fact]
    public async Task While_the_queue_is_away_the_caller_may_try_again()
    {
        await using var site = await MessageSite.StartAsync();
        site.App.Bus.Away = true;
        using var response = await site.Api.SendAsync("PUT slackpostmessage", Slack);
        ((int)response.StatusCode).ShouldBe(503);
        response.Headers.RetryAfter!.ToString().ShouldBe("10");
    }

    [Fact]
    public async Task A_message_that_is_too_large_for_an_event_is_rejected()
    {
        await using var site = await MessageSite.StartAsync();
        var body = $$"""{"topic":"app/x","message":"{{new string('m', 131_072)}}"}""";
        (await site.Api.FailAsync("PUT mqttpublishmessage", body)).ShouldStartWith("413 The message has ");
        (await site.Api.FailAsync("PUT mqttpublishmessage", body + new string(' ', 131_072))).ShouldBe(
            "413 The body is larger than 262144 bytes.");
        site.App.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
    }
}
