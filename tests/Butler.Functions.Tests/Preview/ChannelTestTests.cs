using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Preview;

public sealed class ChannelTestTests
{
    [Fact]
    public async Task A_test_goes_past_routes_queues_and_tables_and_its_answer_is_told()
    {
        using var sink = new HttpSink();
        using var app = new App(Hook(sink));
        var (status, body) = await Call.Async(app.Services.ChannelTest.Test, route: ("name", "hook"));
        status.ShouldBe(200);
        body.GetProperty("channelType").GetString().ShouldBe("slack");
        var answer = body.GetProperty("answers").EnumerateArray().ShouldHaveSingleItem();
        (answer.GetProperty("outcome").GetString(), answer.GetProperty("detail").GetString()).ShouldBe(("sent", "200"));
        sink.Requests.ShouldHaveSingleItem().Body.ShouldContain("TEST: Reload failed: Reload of Margin Cockpit");
        (app.Tables.Calls, app.Bus.Calls).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Each_type_can_be_tried()
    {
        using var sink = new HttpSink();
        using var app = new App(Hook(sink));
        foreach (var type in Butler.Functions.Preview.Samples.SampleEvents.Types)
        {
            (await Call.Async(app.Services.ChannelTest.Test, $"?type={type}", route: ("name", "hook"))).Status.ShouldBe(200, type);
            sink.Requests[^1].Body.ShouldContain("TEST", customMessage: type);
        }
    }

    [Fact]
    public async Task A_refusal_is_told_without_the_secret()
    {
        using var sink = new HttpSink(_ => 403) { Body = "no s3cr3t-path here" };
        using var app = new App(Hook(sink));
        var (status, body) = await Call.Async(app.Services.ChannelTest.Test, route: ("name", "hook"));
        status.ShouldBe(200);
        body.GetProperty("answers")[0].GetProperty("outcome").GetString().ShouldBe("refused");
        body.ToString().ShouldContain("answered 403 Forbidden");
        body.ToString().ShouldNotContain("s3cr3t");
    }

    [Theory]
    [InlineData("hok", "", 404, "There is no channel \"hok\"; did you mean \"hook\"? (known: hook).")]
    [InlineData(
        "hook",
        "?type=sense.relod.failed",
        400,
        "There is no event of the type \"sense.relod.failed\"; did you mean \"sense.reload.failed\"?")]
    public async Task What_is_not_there_is_a_problem(string channel, string query, int expected, string detail)
    {
        using var sink = new HttpSink();
        using var app = new App(Hook(sink));
        var (status, body) = await Call.Async(app.Services.ChannelTest.Test, query, route: ("name", channel));
        (status, body.GetProperty("detail").GetString()).ShouldBe((expected, detail));
        sink.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_usable_configuration_the_answer_is_503()
    {
        using var app = new App("channels: nonsense");
        (await Call.Async(app.Services.ChannelTest.Test, route: ("name", "hook"))).Status.ShouldBe(503);
    }

    private static string Hook(HttpSink sink) => $$"""
        channels: { hook: { type: slack, url: "{{sink.Url}}/s3cr3t-path" } }
        routes: []
        """;
}
