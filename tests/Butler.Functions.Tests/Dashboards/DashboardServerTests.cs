using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Butler.Functions.Tests.Channels;
using Butler.Functions.Tests.Delivering;

namespace Butler.Functions.Tests.Dashboards;

/// <summary>The queries of the dashboards in the server and the compiler of their languages.</summary>
public sealed class DashboardServerTests
{
    private static readonly string Folder = Repository.PathOf("tests/flux");

    /// <summary>Two events of each kind are written, and every query has an answer.</summary>
    [Fact]
    public async Task InfluxDB_1_answers_every_query_of_the_dashboards()
    {
        using var server = await RealServer.InfluxAsync();
        await server.AskAsync(HttpMethod.Post, "/query?q=" + Uri.EscapeDataString("CREATE DATABASE butler"));
        using var http = new HttpClient();
        var now = new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero);
        foreach (var (_, body) in WrittenPoints.Bodies(now).Concat(WrittenPoints.Bodies(now.AddMinutes(30))))
        {
            using var answer = await http.PostAsync(new Uri(server.Url, "/write?db=butler"), new StringContent(body));
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        }

        foreach (var query in DashboardsTests.Queries)
        {
            var text = new InfluxQlLanguage().Text(query)
                .Replace("$timeFilter", "time >= '2031-03-14T00:00:00Z' AND time < '2031-03-15T00:00:00Z'", StringComparison.Ordinal)
                .Replace("$__interval", "10m", StringComparison.Ordinal);
            var answer = await http.GetFromJsonAsync<JsonElement>(
                new Uri(server.Url, $"/query?db=butler&q={Uri.EscapeDataString(text)}"));
            var result = answer.GetProperty("results")[0];
            result.TryGetProperty("series", out var series).ShouldBeTrue($"{text}: {answer}");
            series[0].GetProperty("values")[0].EnumerateArray().Skip(1).ShouldContain(
                value => value.ValueKind != JsonValueKind.Null, $"{text}: {answer}");
        }
    }

    [Fact]
    public async Task Every_Flux_query_compiles()
    {
        var flux = new FluxLanguage();
        (await CompileAsync(DashboardsTests.Queries.Select(flux.Text))).ShouldBe((0, ""));
    }

    /// <summary>The compiler does find faults.</summary>
    [Theory]
    [InlineData("fn: count", "fn: counts")]
    [InlineData("columns: [", "column: [")]
    [InlineData("r._field == ", "r._field = ")]
    [InlineData("v.windowPeriod", "v.window")]
    public async Task A_Flux_query_with_a_fault_does_not_compile(string right, string wrong)
    {
        var faulty = new FluxLanguage().Text(Queries.CountOverTime("Failed", "reload_task_failed"))
            .Replace("group()", "group(columns: [\"host\"])", StringComparison.Ordinal).Replace(right, wrong, StringComparison.Ordinal);
        (await CompileAsync([faulty])).ShouldBe((1, faulty + "\n"));
    }

    private static async Task<(int ExitCode, string Output)> CompileAsync(IEnumerable<string> queries)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules")), "the compiler is not fetched (npm ci --prefix tests/flux)");
        using var node = Process.Start(new ProcessStartInfo("node", ["validate.js"])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(queries));
        node.StandardInput.Close();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return (node.ExitCode, output);
    }
}
