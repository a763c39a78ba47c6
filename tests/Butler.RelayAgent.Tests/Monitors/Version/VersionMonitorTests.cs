using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Monitors.Version;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.RelayAgent.Tests.Sense.Support;
using Microsoft.AspNetCore.Http;

namespace Butler.RelayAgent.Tests.Monitors.Version;

/// <summary>The fake repository service answers for the About service too.</summary>
public sealed class VersionMonitorTests : QrsTest
{
    private const string Look = "sense.version main:version:2031-03-14T00:00:00Z";

    private readonly MonitorBench bench = new();
    private readonly RecordingLogger<VersionMonitor> log = new();
    private readonly RecordingLogger<VersionSource> sourceLog = new();
    private readonly List<IDisposable> opened = [];

    private string systemInfo = Info("14.212.13", "May 2030");
    private string about = """{"buildVersion":"35.10.1.0","buildDate":"10/14/2030 09:00:00 AM"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_look_finds_no_change_and_a_later_version_is_one()
    {
        var monitor = Open();
        await monitor.LookAsync(Cancel);
        systemInfo = Info("14.254.6", "November 2030");
        await monitor.LookAsync(Cancel);

        bench.RaisedLines().ShouldBe(
        [
            $"sense.version | main:version:2031-03-14T00:00:00Z | /sense/main/127.0.0.1 | site/main | {Data("14.212.13", "May 2030")}",
            "sense.version | main:version:14.212.13>14.254.6 | /sense/main/127.0.0.1 | site/main | "
                + Data("14.254.6", "November 2030", "14.212.13", "May 2030"),
        ]);
        log.Lines.ShouldBe(
        [
            "Information: The version of Sense is 14.212.13 (May 2030); changes are told from now on",
            "Information: The version of Sense changed from 14.212.13 to 14.254.6 (November 2030)",
        ]);
        sourceLog.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upgrade_that_is_undone_and_repeated_is_three_changes_also_over_restarts()
    {
        foreach (var version in new[] { "1", "2", "1", "2" })
        {
            systemInfo = Info(version, "May 2030");
            await Open().LookAsync(Cancel);
            await Open().LookAsync(Cancel);
        }

        bench.Alerts().ShouldBe(
        [
            Look, Look, "sense.version main:version:1>2", Look, "sense.version main:version:2>1", Look,
            "sense.version main:version:1>2:2", Look,
        ]);
    }

    [Fact]
    public async Task Killed_between_the_event_and_its_file_it_raises_the_same_event_again()
    {
        await Open().LookAsync(Cancel);
        var file = Path.Combine(bench.Folder, "monitors", "version.json");
        var before = await File.ReadAllBytesAsync(file, Cancel);
        systemInfo = Info("2", "May 2030");
        await Open().LookAsync(Cancel);
        (await File.ReadAllBytesAsync(file, Cancel)).ShouldNotBe(before);
        await File.WriteAllBytesAsync(file, before, Cancel);

        await Open().LookAsync(Cancel);

        bench.Alerts().ShouldBe([Look, "sense.version main:version:14.212.13>2", "sense.version main:version:14.212.13>2"]);
    }

    [Fact]
    public async Task Two_relays_raise_a_change_under_one_id()
    {
        await Open("a").LookAsync(Cancel);
        await Open("b").LookAsync(Cancel);
        systemInfo = Info("2", "May 2030");
        await Open("a").LookAsync(Cancel);
        await Open("b").LookAsync(Cancel);

        bench.Alerts().ShouldBe(
            [Look, Look, "sense.version main:version:14.212.13>2", "sense.version main:version:14.212.13>2"]);
    }

    [Theory]
    [InlineData(403, "", "was answered with 403 Forbidden")]
    [InlineData(
        200, "<html>the hub</html>", "was not answered with JSON. Check that monitors.version.url is the About service (port 9032)")]
    [InlineData(200, "{\"name\":\"x\"}", "the answer of v1/systeminfo has no version")]
    public async Task Without_the_About_service_the_repository_says_the_version(int status, string body, string problem)
    {
        Qrs.Fault = Answered((status, body), () => (200, about));
        var monitor = Open();
        await monitor.LookAsync(Cancel);
        about = about.Replace("35.10.1.0", "35.11.0.0", StringComparison.Ordinal);
        await monitor.LookAsync(Cancel);

        bench.Alerts().ShouldBe([Look, "sense.version main:version:35.10.1.0>35.11.0.0"]);
        sourceLog.Lines.ShouldHaveSingleItem().ShouldEndWith(problem);
    }

    [Fact]
    public async Task A_change_of_the_service_that_is_asked_is_no_change_of_the_version()
    {
        var monitor = Open();
        await monitor.LookAsync(Cancel);
        Qrs.Fault = Answered((503, ""), () => (200, about));
        await monitor.LookAsync(Cancel);
        about = about.Replace("35.10.1.0", "35.11.0.0", StringComparison.Ordinal);
        await monitor.LookAsync(Cancel);
        Qrs.Fault = Answered(null, () => (200, about));
        systemInfo = Info("14.254.6", "November 2030");
        await monitor.LookAsync(Cancel);
        await monitor.LookAsync(Cancel);

        bench.Alerts().ShouldBe([Look, Look, "sense.version main:version:35.10.1.0>35.11.0.0", Look, Look]);
    }

    [Fact]
    public async Task Without_any_answer_the_failure_says_what_both_services_said()
    {
        Qrs.Fault = Answered((503, ""), () => (403, "\"no\""));

        var failure = await Should.ThrowAsync<MonitorException>(Open().LookAsync(Cancel));

        failure.Message.ShouldBe(
            $"GET {Qrs.Url}v1/systeminfo was answered with 503 Service Unavailable; and GET /qrs/about was refused (403): \"no\". "
            + @"Give the user INTERNAL\sa_api (qrs.user) a security rule in the QMC that allows it to read this.");
        bench.Raised().ShouldBeEmpty();
    }

    public override async ValueTask DisposeAsync()
    {
        opened.ForEach(each => each.Dispose());
        bench.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Qrs.Fault = Answered(null, () => (200, about));
    }

    private VersionMonitor Open(string relay = "")
    {
        var options = new VersionMonitorOptions { Url = Qrs.Url };
        var service = new AboutService(options, Options(), TimeProvider.System, ConnectionLog);
        opened.Add(service);
        return new VersionMonitor(
            options, new VersionSource(service, Client(), bench.Time, sourceLog), MonitorBench.Relay,
            relay.Length == 0 ? bench.Events : bench.EventsOf(relay), bench.Open("version", VersionJson.Default.VersionState, relay), log);
    }

    private Func<HttpContext, Task<bool>> Answered((int Status, string Body)? info, Func<(int Status, string Body)> qrs) => async context =>
    {
        var (status, body) = context.Request.Path == "/v1/systeminfo" ? info ?? (200, systemInfo) : qrs();
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
        return true;
    };

    private static string Data(string version, string release, string? before = null, string? releaseBefore = null) =>
        $$"""
        {"productName":"Qlik Sense","releaseLabel":"{{release}}","version":"{{version}}","previousReleaseLabel":{{Json(releaseBefore)}},
        "previousVersion":{{Json(before)}},"changed":{{(before is null ? "false" : "true")}},"deploymentType":"QlikSenseServer",
        "senseId":"qliksenseserver:{{version}}","contentHash":"a7c4","deprecatedProductVersion":"4.0.X","copyrightYearRange":"1993-2030"}
        """.ReplaceLineEndings("");

    private static string Json(string? text) => text is null ? "null" : $"\"{text}\"";

    private static string Info(string version, string release) =>
        $$"""
        {"contentHash":"a7c4","senseId":"qliksenseserver:{{version}}","version":"{{version}}","deploymentType":"QlikSenseServer",
        "releaseLabel":"{{release}}","deprecatedProductVersion":"4.0.X","productName":"Qlik Sense","copyrightYearRange":"1993-2030"}
        """;
}
