using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Destinations;
using Butler.Core.Events;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Configuration;
using Butler.Functions.Preview;
using Butler.Functions.Tests.Channels;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Delivering;

/// <summary>From event to point, in servers that others wrote.</summary>
public sealed class InfluxServerTests
{
    [Fact]
    public async Task InfluxDB_has_the_point_with_Butlers_types_at_the_events_time()
    {
        using var server = await RealServer.InfluxAsync();
        await server.AskAsync(HttpMethod.Post, "/query?q=" + Uri.EscapeDataString("CREATE DATABASE butler"));
        var row = await SendAsync(
            $"version: 1, url: \"{server.Url}\", database: butler, dynamicTags: [task, app], tags: {{ env: prod }}", MetricAlerts.Known);
        (row.Text("State"), row.Text("Answer")).ShouldBe(("sent", "204"));

        var found = await SelectAsync(server, "SELECT * FROM reload_task_failed");
        found["time"].GetInt64().ShouldBe(1931224327318000000);
        found["task_executionDuration_min"].GetDouble().ShouldBe(24);
        found["scriptLog"].GetString()!.ShouldEndWith("20310314T041206 \"C:\\Data\\x.qvd\"\n20310314T041207 Execution Failed");
        found["taskTag_two words"].GetString().ShouldBe("true");
        found["user"].GetString().ShouldBe("FABRIKAM/svc_reload");
        var types = await server.AskAsync(HttpMethod.Get, "/query?db=butler&q=" + Uri.EscapeDataString("SHOW FIELD KEYS"));
        types.ShouldContain("[\"task_scriptLogSize\",\"float\"]");
        types.ShouldContain("[\"log_message\",\"string\"]");
    }

    [Fact]
    public async Task InfluxDB_takes_hostile_text_for_what_it_is()
    {
        using var server = await RealServer.InfluxAsync();
        await server.AskAsync(HttpMethod.Post, "/query?q=" + Uri.EscapeDataString("CREATE DATABASE butler"));
        var hostile = MetricAlerts.Hostile.Replace('\ud800', '?');
        var data = MetricAlerts.Known with
        {
            TaskName = hostile,
            LogMessage = hostile,
            Task = MetricAlerts.Known.Task! with { Tags = ["a=b,c d\\", "x\\ y\\,z", hostile] },
        };
        (await SendAsync($"version: 1, url: \"{server.Url}\", database: butler, dynamicTags: [task]", data)).Text("State").ShouldBe("sent");

        var found = await SelectAsync(server, "SELECT * FROM reload_task_failed");
        found["log_message"].GetString().ShouldBe(
            hostile.Replace("\0", "", StringComparison.Ordinal).Replace("\r\n", "\n", StringComparison.Ordinal));
        found.Keys.ShouldContain("taskTag_a=b,c d");
        found.Keys.ShouldContain("taskTag_x/ y/,z");
        found["task_name"].GetString().ShouldBe(
            InfluxChannelTests.Parse(InfluxChannelTests.Render(MetricAlerts.Of("sense.reload.failed", data))).Tags["task_name"]);
    }

    [Theory]
    [InlineData("right", "sent", null)]
    [InlineData(
        "s3cr3t-wrong",
        "dead",
        "^answered 401 .* \\(the server does not accept the user and password for the database \"butler\"\\)$")]
    public async Task InfluxDB_checks_user_and_password(string password, string state, string? reason)
    {
        using var server = await RealServer.InfluxAsync(auth: true);
        await server.AskAsync(
            HttpMethod.Post, "/query?q=" + Uri.EscapeDataString("CREATE USER admin WITH PASSWORD 'right' WITH ALL PRIVILEGES"));
        await server.AskAsync(HttpMethod.Post, "/query?u=admin&p=right&q=" + Uri.EscapeDataString("CREATE DATABASE butler"));
        var row = await SendAsync(
            $"version: 1, url: \"{server.Url}\", database: butler, user: admin, password: {password}", MetricAlerts.Known);
        row.Text("State").ShouldBe(state);
        (row.Text("Reason") ?? "").ShouldMatch(reason ?? "^$");
        (row.Text("Reason") ?? "").ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_named_and_not_made()
    {
        using var server = await RealServer.InfluxAsync();
        var row = await SendAsync($"version: 1, url: \"{server.Url}\", database: nowhere", MetricAlerts.Known);
        row.Text("State").ShouldBe("dead");
        row.Text("Reason")!.ShouldMatch("^answered 404 Not Found: .* \\(the database \"nowhere\" does not exist at the server, or its "
            + "address is wrong; butler test-fire and butler check --create create a missing database\\)$");
    }

    [Fact]
    public async Task A_test_creates_a_database_that_is_not_there()
    {
        using var server = await RealServer.InfluxAsync();
        using var app = new App(
            $"channels: {{ it: {{ type: influxdb, version: 1, url: \"{server.Url}\", database: 'my \"own\" db' }} }}\nroutes: []");
        foreach (var detail in (string[])["204 (the database \"my \"own\" db\" did not exist and has been created)", "204"])
        {
            var (_, body) = await Call.Async(app.Services.ChannelTest.Test, route: ("name", "it"));
            var answer = body.GetProperty("answers")[0];
            (answer.GetProperty("outcome").GetString(), answer.GetProperty("detail").GetString()).ShouldBe(("sent", detail));
        }
    }

    [Fact]
    public async Task A_check_creates_the_databases_that_are_not_there_and_says_what_it_found()
    {
        using var server = await RealServer.InfluxAsync();
        await server.AskAsync(HttpMethod.Post, "/query?q=" + Uri.EscapeDataString("CREATE DATABASE old"));
        var options = new ButlerOptions
        {
            Channels = new Dictionary<string, ChannelOptions>
            {
                ["a"] = new InfluxOptions { Version = 1, Url = server.Url, Database = "old" },
                ["b"] = new InfluxOptions { Version = 1, Url = server.Url, Database = "new" },
                ["c"] = new InfluxOptions { Version = 2, Url = server.Url, Org = "o", Bucket = "b" },
                ["d"] = new InfluxOptions { Version = 1, Url = new Uri("http://127.0.0.1:1"), Database = "away" },
            },
        };
        using var http = new HttpTransport(TimeProvider.System);
        var check = new DatabaseCheck(new InfluxDatabase(http));
        var (lines, allExist) = await check.RunAsync(options, CancellationToken.None);
        lines.Take(2).ShouldBe(["channels.a: the database \"old\" exists", "channels.b: the database \"new\" has been created"]);
        lines[2].ShouldStartWith("channels.d: the database \"away\" is unknown: not reached");
        allExist.ShouldBeFalse();
        (await server.AskAsync(HttpMethod.Get, "/query?q=" + Uri.EscapeDataString("SHOW DATABASES"))).ShouldContain("[\"new\"]");
        (await check.RunAsync(options, CancellationToken.None)).Lines.Take(2).ShouldBe(
            ["channels.a: the database \"old\" exists", "channels.b: the database \"new\" exists"]);
    }

    [Fact]
    public async Task A_user_that_may_not_create_a_database_is_told()
    {
        using var server = await RealServer.InfluxAsync(auth: true);
        await server.AskAsync(
            HttpMethod.Post, "/query?q=" + Uri.EscapeDataString("CREATE USER admin WITH PASSWORD 'right' WITH ALL PRIVILEGES"));
        await server.AskAsync(
            HttpMethod.Post, "/query?u=admin&p=right&q=" + Uri.EscapeDataString("CREATE USER writer WITH PASSWORD 's3cr3t-word'"));
        var options = new ButlerOptions
        {
            Channels = new Dictionary<string, ChannelOptions>
            {
                ["a"] = new InfluxOptions { Version = 1, Url = server.Url, Database = "new", User = "writer", Password = "s3cr3t-word" },
            },
        };
        using var http = new HttpTransport(TimeProvider.System);
        var (lines, allExist) = await new DatabaseCheck(new InfluxDatabase(http)).RunAsync(options, CancellationToken.None);
        allExist.ShouldBeFalse();
        lines.ShouldHaveSingleItem().ShouldStartWith(
            "channels.a: the database \"new\" is not there or cannot be written to, and was not created: the server answered 403");
        lines[0].ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task A_field_of_another_type_is_refused_with_what_the_server_says()
    {
        using var server = await RealServer.InfluxAsync();
        await server.AskAsync(HttpMethod.Post, "/query?q=" + Uri.EscapeDataString("CREATE DATABASE butler"));
        using var content = new StringContent("reload_task_failed log_message=1 1931224327318000000");
        using var http = new HttpClient();
        await http.PostAsync(new Uri(server.Url, "/write?db=butler"), content);
        var row = await SendAsync($"version: 1, url: \"{server.Url}\", database: butler", MetricAlerts.Known);
        row.Text("State").ShouldBe("dead");
        row.Text("Reason")!.ShouldMatch("^answered 400 Bad Request: .*partial write: field type conflict.* \\(the server rejected the "
            + "point, or a part of it; a field may have another type there\\)$");
    }

    [Theory]
    [InlineData("version: 1, url: \"{0}\", database: butler")]
    [InlineData("version: 2, url: \"{0}\", org: ops, bucket: butler, token: t")]
    public async Task VictoriaMetrics_has_the_numbers(string options)
    {
        using var server = await RealServer.VictoriaMetricsAsync();
        var row = await SendAsync(
            options.Replace("{0}", server.Url.ToString(), StringComparison.Ordinal), MetricAlerts.Known, DateTimeOffset.UtcNow);
        (row.Text("State"), row.Text("Answer")).ShouldBe(("sent", "204"));
        var export = "";
        await Eventually.TrueAsync(
            () =>
            {
                export = server.AskAsync(HttpMethod.Get, "/api/v1/export?match[]=" + Uri.EscapeDataString("{__name__!=\"\"}")).GetAwaiter()
                    .GetResult();
                return export.Contains("reload_task_failed_task_executionDuration_min", StringComparison.Ordinal);
            },
            "VictoriaMetrics has the point");
        var metric = export.Split('\n').Single(
            line => line.Contains("reload_task_failed_task_executionDuration_min", StringComparison.Ordinal));
        metric.ShouldContain("\"values\":[24]");
        metric.ShouldContain("\"task_name\":\"Reload of Margin Cockpit\"");

        // No line of the script log was taken for a point of its own.
        export.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(
            line => line.Contains("\"__name__\":\"reload_task_failed_", StringComparison.Ordinal));
    }

    private static async Task<TableRow> SendAsync(string options, TaskEventData data, DateTimeOffset? time = null)
    {
        using var app = new App($$"""
            channels: { a: { type: influxdb, {{options}} } }
            defaultChannel: none
            routes: [{ name: r, on: "sense.*", send: [{ channel: a }] }]
            """);
        await app.SendAsync(Sample.Event("sense.reload.failed", data: data) with { Time = time ?? Sample.Time });
        await app.RunVisibleAsync();
        return app.DeliveryRows().Single(row => !row.PartitionKey.StartsWith("dead-", StringComparison.Ordinal));
    }

    private static async Task<Dictionary<string, JsonElement>> SelectAsync(RealServer server, string query)
    {
        var answer = await server.AskAsync(HttpMethod.Get, "/query?db=butler&epoch=ns&q=" + Uri.EscapeDataString(query));
        var series = JsonDocument.Parse(answer).RootElement.GetProperty("results")[0].GetProperty("series")[0];
        return series.GetProperty("columns").EnumerateArray().Zip(series.GetProperty("values")[0].EnumerateArray())
            .ToDictionary(pair => pair.First.GetString()!, pair => pair.Second);
    }
}
