using Butler.Core.Commands;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Relays;

/// <summary>Files and apps over HTTP, with a relay that answers as the test says.</summary>
public sealed class FileAndAppRequestsTests
{
    private const string App1 = "2c9d0b1e-77aa-4c1b-9d5e-0f1a2b3c4d5e";

    [Theory]
    [InlineData(
        "PUT filecopy", """{"fromFile":"D:/a%23.qvd","toFile":"D:/b.qvd","overwrite":"true","preserveTimestamp":1}""",
        """file-copy {"from":"D:/a#.qvd","to":"D:/b.qvd","overwrite":true,"preserveTimestamp":true}""",
        """201 {"fromFile":"D:/a#.qvd","toFile":"D:/b.qvd","overwrite":true,"preserveTimestamp":true}""")]
    [InlineData(
        "PUT filemove", """{"fromFile":"D:/a","toFile":"D:/b"}""", """file-move {"from":"D:/a","to":"D:/b","overwrite":false}""",
        """201 {"fromFile":"D:/a","toFile":"D:/b","overwrite":false}""")]
    [InlineData("DELETE filedelete", """{"deleteFile":"D:/a"}""", """file-delete {"file":"D:/a"}""", "204 ")]
    [InlineData(
        "POST createdir", """{"directory":"D:/a"}""", """make-dir {"directory":"D:/a","qvd":false,"intermediate":true}""",
        """201 {"directory":"D:/a"}""")]
    [InlineData(
        "POST createdirqvd", """{"directory":"a"}""", """make-dir {"directory":"a","qvd":true,"intermediate":true}""",
        """201 {"directory":"a"}""")]
    public async Task A_request_becomes_a_command(string request, string body, string command, string answer)
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(
            site, asked => FakeRelay.Reply(asked, CommandStatus.Succeeded, asked.Arguments!.Value.GetRawText()));
        (await site.AskAsync(request, body)).ShouldBe(answer);
        var method = request[..request.IndexOf(' ', StringComparison.Ordinal)];
        (await site.AskAsync("POST" + request[method.Length..], body, ("X-HTTP-Method-Override", method))).ShouldBe(answer);
        relay.Log().ShouldBe($"{command}\n{command}");
    }

    [Theory]
    [InlineData("PUT filecopy", "{}", "400 Required parameter missing: fromFile")]
    [InlineData("PUT filecopy", """{"fromFile":"a"}""", "400 Required parameter missing: toFile")]
    [InlineData("PUT filemove", """{"fromFile":"a","toFile":""}""", "400 Required parameter missing: toFile")]
    [InlineData("PUT filecopy", """{"fromFile":"a","toFile":"b","overwrite":"perhaps"}""", "400 body/overwrite must be boolean")]
    [InlineData("DELETE filedelete", null, "400 Required parameter missing: deleteFile")]
    [InlineData("POST createdir", """{"directory":[]}""", "400 body/directory must be string")]
    [InlineData("PUT app/x/reload", "{}", "400 params/appId must be the id of an app, a GUID")]
    [InlineData($"PUT app/{App1}/reload", """{"reloadMode":3}""", "400 body/reloadMode must be integer from 0 to 2")]
    [InlineData($"PUT app/{App1}/reload", """{"startQSEoWTaskOnSuccess":[{}]}""", "400 body/startQSEoWTaskOnSuccess/0 must be string")]
    [InlineData("PUT filemove", "[]", "400 body must be object")]
    public async Task A_malformed_request_is_rejected(string request, string? body, string problem)
    {
        await using var site = await ApiSite.StartAsync();
        await FakeRelay.BeatAsync(site.App, "relay-1", "default", 0);
        (await site.FailAsync(request, body)).ShouldBe(problem);
        site.App.Bus.Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CommandStatus.Refused, CommandCodes.Denied, "403 No approved fromDir/toDir for file copy: why")]
    [InlineData(CommandStatus.Failed, CommandCodes.NotFound, "404 Failed copying file: why")]
    [InlineData(CommandStatus.Failed, CommandCodes.Exists, "409 Failed copying file: why")]
    [InlineData(CommandStatus.Failed, null, "502 Failed copying file: why")]
    public async Task A_failure_is_told(CommandStatus status, string? code, string problem)
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(site, asked => FakeRelay.Reply(asked, status, error: "why", code: code));
        (await site.FailAsync("PUT filecopy", """{"fromFile":"a","toFile":"b"}""")).ShouldBe(problem);
    }

    [Fact]
    public async Task A_request_that_is_not_answered_in_time_is_pending_in_its_own_shape()
    {
        await using var site = await ApiSite.StartAsync();
        await FakeRelay.BeatAsync(site.App, "relay-1", "default", 0);
        (await site.AskAsync("PUT filemove", """{"fromFile":"a","toFile":"b"}""", ("Prefer", "wait=0"))).ShouldStartWith(
            """202 {"fromFile":"a","toFile":"b","overwrite":false,"pending":true,"commandId":""");
        (await site.AskAsync("DELETE filedelete", """{"deleteFile":"a"}""", ("Prefer", "wait=0"))).ShouldStartWith(
            """202 {"deleteFile":"a","pending":true,"commandId":""");
        (await site.AskAsync($"PUT app/{App1}/reload", null, ("Prefer", "wait=0"))).ShouldStartWith(
            $$"""202 {"appId":"{{App1}}","pending":true,"commandId":""");
    }

    [Fact]
    public async Task A_reload_tells_how_it_ended_and_which_tasks_it_started()
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(site, asked => FakeRelay.Reply(asked, CommandStatus.Succeeded, $$"""
            {"appId":"{{App1}}","reloaded":true,"saved":true,"scriptLog":"x.log","tasks":[
              {"by":"id","taskId":"a","taskName":"A","executionId":"e","outcome":"done"},
              {"by":"id","taskId":"b","outcome":"invalid","reason":"there is no such task"}]}
            """));
        (await site.AskAsync($"PUT app/{App1.ToUpperInvariant()}/reload", """
            {"reloadMode":"2","partialReload":"true","startQSEoWTaskOnSuccess":["a","b"],"startQSEoWTaskOnFailure":["c"]}
            """)).ShouldBe($$"""
            201 {"appId":"{{App1}}","reloaded":true,"saved":true,"scriptLog":"x.log","started":[{"taskId":"a","taskName":"A","executionId":"e"}],"notStarted":[{"taskId":"b","reason":"there is no such task"}],"commandId":"{{relay.Received.Single().Id}}"}
            """);
        relay.Log().ShouldBe($$"""
            reload-app {"appId":"{{App1}}","mode":2,"partial":true,"startOnSuccess":["a","b"],"startOnFailure":["c"]}
            """);
    }

    [Fact]
    public async Task A_list_of_apps_is_read_to_its_end()
    {
        await using var site = await ApiSite.StartAsync();
        await using var relay = await FakeRelay.StartAsync(site, asked => FakeRelay.Reply(
            asked, CommandStatus.Succeeded, asked.Arguments!.Value.GetProperty("skip").GetInt32() == 0
                ? """{"total":3,"apps":[{"id":"a","name":"A","stream":"Finance"},{"id":"b","name":"B"}]}"""
                : """{"total":3,"apps":[{"id":"c","name":"C"}]}"""));
        (await site.AskAsync("GET apps/list?nameContains=x")).ShouldBe(
            """200 [{"id":"a","name":"A","stream":"Finance"},{"id":"b","name":"B"},{"id":"c","name":"C"}]""");
        relay.Log().ShouldBe("""
            list-apps {"nameContains":"x","skip":0,"take":5000}
            list-apps {"nameContains":"x","skip":2,"take":5000}
            """);
    }
}
