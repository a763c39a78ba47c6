using System.Text.Json;

namespace Butler.EndToEnd.Tests.LoadScripts;

/// <summary>The system, schedules and messages as load scripts ask Butler for them (rows of its tables), on both listeners.</summary>
[Collection(BothApisCollection.Name)]
public sealed class OtherConformanceTests(BothApis apis)
{
    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task The_system_answers_as_Butler_does(string where)
    {
        (await apis.AskAsync(where, "GET butlerping")).ShouldStartWith("200 {\"response\":\"Butler reporting for duty\",\"butlerVersion\":\"");
        (await apis.AskAsync(where, "GET base62tobase16?base62=4Gx")).ShouldBe("""200 {"base62":"4Gx","base16":"465d"}""");
        (await apis.AskAsync(where, "GET base16tobase62?base16=465d")).ShouldBe("""200 {"base16":"465d","base62":"4Gx"}""");
        Message(await apis.AskAsync(where, "GET base62tobase16")).ShouldBe("400 querystring must have required property 'base62'");
        (await apis.AskAsync(where, "GET configfile/endpointsenabled")).ShouldContain("\"senseStartTask\"");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Schedules_are_created_read_started_stopped_and_deleted(string where)
    {
        const string Body = """
            { "name": "Yearly", "cronSchedule": "0 0 1 1 *", "timezone": "Europe/Copenhagen", "startupState": "started",
              "qlikSenseTaskId": "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33" }
            """;
        var created = await apis.AskAsync(where, "POST schedules", Body);
        created.ShouldStartWith("201 ");
        var id = JsonElement.Parse(created[4..]).GetProperty("id").GetString();
        Stated(await apis.AskAsync(where, $"GET schedules?id={id}")).ShouldBe("200 Yearly started");
        Stated(await apis.AskAsync(where, $"POST schedules/{id}/stop", "{}", ("X-HTTP-Method-Override", "PUT"))).ShouldBe("200 Yearly stopped");
        Stated(await apis.AskAsync(where, $"PUT schedules/{id}/start")).ShouldBe("200 Yearly started");
        (await apis.AskAsync(where, "GET schedules/status")).ShouldContain($"'{id}': cron: 0 0 1 1 *: Running");
        (await apis.AskAsync(where, $"DELETE schedules/{id}")).ShouldBe("204 ");
        Message(await apis.AskAsync(where, $"DELETE schedules/{id}")).ShouldBe(
            $"400 REST SCHEDULER: Delete for schedule ID {id} failed.");
        Message(await apis.AskAsync(where, "POST schedules", Body.Replace("0 0 1 1 *", "0 0 1 13 *", StringComparison.Ordinal)))
            .ShouldStartWith("400 body/cronSchedule has \"13\" at position 7: ");
    }

    [Theory]
    [InlineData("function app")]
    [InlineData("relay")]
    public async Task Messages_without_a_channel_say_which_key_to_set(string where)
    {
        Message(await apis.AskAsync(where, "PUT slackpostmessage", """{"channel":"#a","from_user":"b","msg":"c"}""")).ShouldBe(
            "404 Route PUT:/api/v4/slackpostmessage not found: set api.slack in butler.yaml to the channel that gets such messages.");
        Message(await apis.AskAsync(where, "PUT mqttpublishmessage", """{"topic":"a","message":"b"}""")).ShouldStartWith("404 ");
        Message(await apis.AskAsync(where, "POST newrelic/event", """{"eventType":"a"}""")).ShouldStartWith("404 ");
    }

    private static string Stated(string answer)
    {
        var schedule = JsonElement.Parse(answer[4..])[0];
        return $"{answer[..4]}{schedule.GetProperty("name").GetString()} {schedule.GetProperty("lastKnownState").GetString()}";
    }

    private static string Message(string answer) => $"{answer[..4]}{JsonElement.Parse(answer[4..]).GetProperty("message").GetString()}";
}
