using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.Functions.Alerts;
using Butler.Functions.Hosting;
using Butler.Functions.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Butler.Functions.Tests.Routing;

/// <summary>Acknowledging over HTTP, on a real socket with the app's real routes.</summary>
public sealed class AcknowledgeTests : IAsyncLifetime
{
    private readonly App app = new("""
        channels: { a: { type: console }, boss: { type: console } }
        routes: [{ name: r, on: "*.failed", resolve: true, escalate: { after: 30m, send: [{ channel: boss }] }, send: [{ channel: a }] }]
        """);

    private readonly IncidentLinks links = new(Master(App.CommandKey), new Uri("https://butler.example.com/"));
    private readonly HttpClient client = new();
    private WebApplication? web;
    private string id = "";

    public async ValueTask InitializeAsync()
    {
        (web, client.BaseAddress) = await Web.StartAsync(new AppDependencies
        {
            Bus = app.Bus,
            Tables = app.Tables,
            ConfigurationText = app.Configuration,
            Terminal = app.Terminal,
            Time = app.Time,
            Environment = name => name == "BUTLER_COMMAND_KEY" ? App.CommandKey : null,
        });
        await app.SendAsync(TestRuns.Failure("1", task: "<b>Nightly & more</b>"));
        await app.RunVisibleAsync();
        id = app.Deliveries().Single().Delivery.Reason!.Incident!;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        app.Dispose();
        await web!.DisposeAsync();
    }

    [Fact]
    public async Task An_acknowledgement_is_recorded_once_and_stops_the_escalation()
    {
        var first = await PostAsync($"/api/v4/incidents/{id}/ack", """{ "by": "Ida", "comment": "on it" }""");
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await JsonAsync(await PostAsync($"/api/v4/incidents/{id}/ack", """{ "by": "Bo" }"""));
        (second.GetProperty("acknowledgedBy").GetString(), second.GetProperty("comment").GetString(),
            second.GetProperty("acknowledged").GetDateTimeOffset())
            .ShouldBe(("Ida", "on it", app.Time.GetUtcNow().AddMinutes(-1)));
        await app.SendAsync(TestRuns.Failure("2", 10, task: "<b>Nightly & more</b>"));
        await app.RunAsync(TimeSpan.FromHours(3));
        app.Deliveries(AlertKind.Escalated).ShouldBeEmpty();
        app.Deliveries().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_body_is_not_needed_and_a_wrong_one_is_told()
    {
        var wrong = await PostAsync($"/api/v4/incidents/{id}/ack", "[1]");
        (wrong.StatusCode, wrong.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.BadRequest, "application/problem+json"));
        (await PostAsync($"/api/v4/incidents/{id}/ack", "")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task To_look_at_the_link_changes_nothing_and_its_button_acknowledges()
    {
        var link = links.Of(id)!.PathAndQuery;
        var page = await client.GetAsync(new Uri(link, UriKind.Relative));
        var html = await page.Content.ReadAsStringAsync();
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        html.ShouldContain("<form method=\"post\">");
        html.ShouldContain("&lt;b&gt;Nightly &amp; more&lt;/b&gt;");
        html.ShouldNotContain("<b>");
        (await OpenAsync()).GetProperty("acknowledged", null).ShouldBeNull();

        using var form = new FormUrlEncodedContent([new("by", "Ida Holm <ida>")]);
        var pressed = await (await client.PostAsync(new Uri(link, UriKind.Relative), form)).Content.ReadAsStringAsync();
        pressed.ShouldContain("Acknowledged by Ida Holm &lt;ida&gt;, 2031-03-14 04:12:07 UTC.");
        pressed.ShouldNotContain("<form");
        (await OpenAsync()).GetProperty("acknowledgedBy", null).ShouldBe("Ida Holm <ida>");
    }

    [Fact]
    public async Task A_link_to_a_resolved_incident_says_so()
    {
        await app.SendAsync(TestRuns.Success("2", 5, task: "<b>Nightly & more</b>"));
        await app.RunVisibleAsync();
        (await client.GetStringAsync(new Uri(links.Of(id)!.PathAndQuery, UriKind.Relative)))
            .ShouldContain("Resolved 2031-03-14 03:17:07 UTC.");
        (await JsonAsync(await client.GetAsync(new Uri("/api/v4/incidents?state=open", UriKind.Relative)))).GetProperty("incidents")
            .GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_group_is_listed_with_its_members_and_acknowledged_as_one()
    {
        app.Configuration.Text = app.Configuration.Text.Replace("resolve:", "group: { wait: 30s }, resolve:", StringComparison.Ordinal);
        app.Time.Advance(TimeSpan.FromMinutes(2));
        await app.SendAsync(TestRuns.Success("s", 5, task: "<b>Nightly & more</b>"));
        foreach (var task in new[] { "<i>x</i>", "y", "z" })
        {
            await app.SendAsync(TestRuns.Failure(task, 10, task: task));
        }

        await app.RunAsync(TimeSpan.FromMinutes(1));
        await app.SendAsync(TestRuns.Success("y", 11, task: "y"));
        await app.RunVisibleAsync();
        var listed = await OpenAsync();
        (listed.GetProperty("memberCount").GetInt32(), listed.GetProperty("failing").GetInt32(), listed.GetProperty("count").GetInt32())
            .ShouldBe((3, 2, 3));
        listed.GetProperty("members").EnumerateArray().Select(
            m => (m.GetProperty("first").GetProperty("task").GetString(), m.GetProperty("state").GetString()))
            .ShouldBe([("<i>x</i>", "failing"), ("z", "failing"), ("y", "recovered")]);

        var link = links.Of(listed.GetProperty("id").GetString()!)!.PathAndQuery;
        var html = await client.GetStringAsync(new Uri(link, UriKind.Relative));
        html.ShouldContain("<h1>&lt;i&gt;x&lt;/i&gt; and 2 more</h1>");
        html.ShouldContain("<dt>Still failing</dt><dd>2 of 3</dd>");
        html.ShouldContain("<li>y (recovered 2031-03-14 03:23:07 UTC)</li>");
        (await PostAsync($"/api/v4/incidents/{listed.GetProperty("id").GetString()}/ack", "")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await app.RunAsync(TimeSpan.FromHours(3));
        app.Deliveries(AlertKind.Escalated).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("get", "/api/v4/incidents/{0}/ack/0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("post", "/api/v4/incidents/{0}/ack/nonsense")]
    [InlineData("post", "/api/v4/incidents/0123456789abcdef01234567/ack")]
    [InlineData("post", "/api/v4/incidents/..%2f..%2fx/ack")]
    public async Task What_is_unknown_is_a_problem(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(string.Format(null, path, id), UriKind.Relative));
        var answer = await client.SendAsync(request);
        (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.NotFound, "application/problem+json"));
        (await OpenAsync()).GetProperty("acknowledged", null).ShouldBeNull();
    }

    private static MasterKey Master(string text)
    {
        MasterKey.TryRead(text, out var key).ShouldBeNull();
        return key!;
    }

    [Fact]
    public async Task Only_the_open_ones_can_be_listed() =>
        (await client.GetAsync(new Uri("/api/v4/incidents?state=closed", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public void A_link_is_signed_and_there_is_none_without_a_key_or_an_address()
    {
        var link = links.Of(id)!;
        link.AbsoluteUri.ShouldMatch($"^https://butler\\.example\\.com/api/v4/incidents/{id}/ack/[0-9a-f]{{64}}$");
        new IncidentLinks(Master("another master key, which is long enough"), new Uri("https://butler.example.com")).Of(id)
            .ShouldNotBe(link);
        new IncidentLinks(null, new Uri("https://butler.example.com")).Of(id).ShouldBeNull();
        new IncidentLinks(Master(App.CommandKey), null).Of(id).ShouldBeNull();
        new IncidentLinks(null, null).IsGood(id, link.Segments[^1]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://127.0.0.1:7071", "x.azurewebsites.net", "http://127.0.0.1:7071/")]
    [InlineData(null, "x.azurewebsites.net", "https://x.azurewebsites.net/")]
    [InlineData(null, null, null)]
    public void The_address_is_the_one_that_is_set_or_Azures(string? set, string? azure, string? expected)
    {
        var address = IncidentLinks.Address(name => name == "BUTLER_PUBLIC_URL" ? set : name == "WEBSITE_HOSTNAME" ? azure : null);
        (address?.AbsoluteUri).ShouldBe(expected);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8));

    private async Task<JsonElement> OpenAsync()
    {
        var list = await JsonAsync(await client.GetAsync(new Uri("/api/v4/incidents", UriKind.Relative)));
        return list.GetProperty("incidents").EnumerateArray().Single();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}

file static class JsonElements
{
    /// <summary>A text property, or what to take where there is none.</summary>
    public static string? GetProperty(this JsonElement element, string name, string? absent) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : absent;
}
