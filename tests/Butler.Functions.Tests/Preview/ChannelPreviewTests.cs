using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Preview;

public sealed class ChannelPreviewTests
{
    [Fact]
    public async Task What_would_be_sent_is_shown_and_nothing_is_sent()
    {
        using var sink = new HttpSink();
        using var app = new App(Hook(sink));
        var (status, body) = await Call.Async(app.Services.ChannelPreview.Preview, "?type=sense.reload.failed", route: ("name", "hook"));
        status.ShouldBe(200);
        (body.GetProperty("channel").GetString(), body.GetProperty("eventType").GetString()).ShouldBe(("hook", "sense.reload.failed"));
        var file = body.GetProperty("files").EnumerateArray().ShouldHaveSingleItem();
        file.GetProperty("name").GetString().ShouldBe("body.json");
        file.GetProperty("content").GetString()!.ShouldContain("Reload failed: Reload of Margin Cockpit");
        body.ToString().ShouldNotContain("s3cr3t");
        sink.Requests.ShouldBeEmpty();
        (app.Tables.Calls, app.Bus.Calls).ShouldBe((0, 0));
    }

    [Fact]
    public async Task An_event_in_the_body_is_shown_instead_of_a_sample()
    {
        using var sink = new HttpSink();
        using var app = new App(Hook(sink));
        var @event = System.Text.Encoding.UTF8.GetString(
            Sample.Event("sense.reload.failed", data: Sample.Task with { TaskName = "My own task" }).Encode());
        var (status, body) = await Call.Async(app.Services.ChannelPreview.Preview, "?reason=escalated", @event, ("name", "hook"));
        (status, body.GetProperty("eventType").GetString()).ShouldBe((200, "sense.reload.failed"));
        body.GetProperty("files")[0].GetProperty("content").GetString()!.ShouldContain("Still failing, nobody has reacted: My own task");
    }

    [Theory]
    [InlineData("hok", "?type=sense.reload.failed", "", 404, "There is no channel \"hok\"; did you mean \"hook\"? (known: hook).")]
    [InlineData("hook", "", "", 400, "Name a type of event, or give an event.")]
    [InlineData(
        "hook",
        "?type=sense.reload.failed&reason=groop",
        "",
        400,
        "The reason \"groop\" is unknown; did you mean \"group\"?; expected one of single, group, resolved, escalated, test.")]
    public async Task What_is_invalid_is_a_problem(string channel, string query, string body, int expected, string detail)
    {
        using var sink = new HttpSink();
        using var app = new App(Hook(sink));
        var (status, problem) = await Call.Async(app.Services.ChannelPreview.Preview, query, body, ("name", channel));
        (status, problem.GetProperty("detail").GetString()).ShouldBe((expected, detail));
    }

    [Fact]
    public async Task A_body_that_is_not_an_event_is_a_problem()
    {
        using var sink = new HttpSink();
        using var app = new App(Hook(sink));
        var (status, problem) = await Call.Async(app.Services.ChannelPreview.Preview, "", "{ nonsense", ("name", "hook"));
        status.ShouldBe(400);
        problem.GetProperty("detail").GetString()!.ShouldStartWith("The body is not a CloudEvents 1.0 event: ");
    }

    private static string Hook(HttpSink sink) => $$"""
        channels: { hook: { type: slack, url: "{{sink.Url}}/s3cr3t-path" } }
        routes: []
        """;
}
