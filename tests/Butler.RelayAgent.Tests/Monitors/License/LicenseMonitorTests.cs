using System.Buffers.Text;
using Butler.RelayAgent.Monitors.License;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Forwarding;

namespace Butler.RelayAgent.Tests.Monitors.License;

public sealed class LicenseMonitorTests : IDisposable
{
    private readonly MonitorBench bench = new(new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero));
    private readonly RecordingLogger<LicenseMonitor> log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_look_raises_the_state_of_the_license()
    {
        License("Valid To: 2031-05-20");

        await Open().LookAsync(Cancel);

        bench.RaisedLines().ShouldBe(
        [
            "sense.license.server | main:license:server:2031-03-14T00:00:00Z | /sense/main/sense.example.com | license/server | "
                + """{"licenseExpired":false,"expiryDateStr":"2031-05-20","daysUntilExpiry":67,"expiryDate":"2031-05-20T23:59:59Z","thresholdDays":"""
                + """null,"isBlacklisted":false,"isInvalid":false,"expiredReason":null}""",
        ]);
    }

    [Fact]
    public async Task Each_threshold_is_alerted_once_and_the_expiry_once_over_restarts()
    {
        License("Valid To: 2031-03-20");
        await Open().LookAsync(Cancel);
        bench.RaisedLines()[1].ShouldBe(
            "sense.license.expiring | main:license:expiring:2031-03-20:7 | /sense/main/sense.example.com | license/server | "
            + """{"licenseExpired":false,"expiryDateStr":"2031-03-20","daysUntilExpiry":6,"expiryDate":"2031-03-20T23:59:59Z","thresholdDays":"""
            + """7,"isBlacklisted":false,"isInvalid":false,"expiredReason":null}""");

        for (var day = 0; day < 8; day++)
        {
            bench.Time.Advance(TimeSpan.FromDays(1));
            if (day == 6)
            {
                License("Valid To: 2031-03-20", """ "isExpired":true,"expiredReason":"End date passed" """);
            }

            await Open().LookAsync(Cancel);
        }

        bench.Alerts().ShouldBe(
            ["sense.license.expiring main:license:expiring:2031-03-20:1", "sense.license.expired main:license:expired:2031-03-20"]);
    }

    [Fact]
    public async Task A_renewed_license_is_alerted_anew()
    {
        License("Valid To: 2031-03-20");
        await Open().LookAsync(Cancel);
        License("Valid To: 2032-03-20");
        await Open().LookAsync(Cancel);
        bench.Time.Advance(TimeSpan.FromDays(362));
        await Open().LookAsync(Cancel);

        bench.Alerts().ShouldBe(
        [
            "sense.license.expiring main:license:expiring:2031-03-20:7",
            "sense.license.expiring main:license:expiring:2032-03-20:14",
        ]);
    }

    [Fact]
    public async Task A_blacklisted_or_invalid_license_is_alerted_once_and_again_when_it_was_well()
    {
        foreach (var more in new[]
        {
            """ "isBlacklisted":true """, """ "isBlacklisted":true """, """ "isBlacklisted":true,"isInvalid":true """,
            """ "isExpired":false """, """ "isInvalid":true,"isExpired":true """,
        })
        {
            License("Valid To: 2032-03-20", more);
            await Open().LookAsync(Cancel);
        }

        bench.Alerts().ShouldBe(
        [
            "sense.license.expired main:license:blacklisted:2032-03-20", "sense.license.expired main:license:invalid:2032-03-20",
            "sense.license.expired main:license:expired+invalid:2032-03-20",
        ]);
    }

    [Fact]
    public async Task Without_isExpired_the_date_decides()
    {
        bench.Qrs.Answer("license", """{"keyDetails":"Valid To: 2031-03-13"}""");

        await Open().LookAsync(Cancel);

        bench.RaisedLines()[1].ShouldBe(
            "sense.license.expired | main:license:expired:2031-03-13 | /sense/main/sense.example.com | license/server | "
            + """{"licenseExpired":true,"expiryDateStr":"2031-03-13","daysUntilExpiry":-1,"expiryDate":"2031-03-13T23:59:59Z","thresholdDays":"""
            + """null,"isBlacklisted":null,"isInvalid":null,"expiredReason":null}""");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"Allotments: tokens 10\"")]
    public async Task A_perpetual_license_is_said_once_and_raises_no_alert(string details)
    {
        bench.Qrs.Answer("license", $$"""{"keyDetails":{{details}},"isExpired":false}""");
        var monitor = Open();
        await monitor.LookAsync(Cancel);
        await monitor.LookAsync(Cancel);

        bench.RaisedLines().Distinct().ShouldBe(
        [
            "sense.license.server | main:license:server:2031-03-14T00:00:00Z | /sense/main/sense.example.com | license/server | "
                + """{"licenseExpired":false,"expiryDateStr":null,"daysUntilExpiry":null,"expiryDate":null,"thresholdDays":null,"isBlacklisted":"""
                + """null,"isInvalid":null,"expiredReason":null}""",
        ]);
        log.Lines.ShouldHaveSingleItem().ShouldBe(
            "Information: The license of Sense has no expiry date that can be read: it counts as perpetual, and no alert is raised before an "
            + "expiry");
    }

    [Fact]
    public async Task An_expiry_in_an_unknown_form_is_a_failure_of_the_monitor()
    {
        License("Valid To: 05/01/2031");

        (await Should.ThrowAsync<MonitorException>(Open().LookAsync(Cancel))).Message.ShouldBe(
            "the license has a line \"Valid To\" in keyDetails without a date of the form yyyy-MM-dd, so its expiry is unknown");

        bench.Raised().ShouldHaveSingleItem().Type.ShouldBe("sense.license.server");
    }

    [Fact]
    public async Task The_key_is_in_no_event_file_log_or_failure()
    {
        const string secret = "c2lnbmVkLXNlY3JldA";
        var claims = Base64Url.EncodeToString("""{"valid":"2030-03-20/2031-03-20","license":"secret-license"}"""u8);
        foreach (var key in new[] { $"eyJhbGciOiJSUzUxMiJ9.{claims}.{secret}", $"{secret}.{secret}.{secret}" })
        {
            bench.Qrs.Answer("license", $$"""{"key":"{{key}}","serial":"9999000000001234","isExpired":false}""");
            await Open().LookAsync(Cancel);
        }

        var all = string.Join('\n', bench.RaisedLines().Concat(log.Lines).Concat(bench.FileLog.Lines))
            + await File.ReadAllTextAsync(Path.Combine(bench.Folder, "monitors", "license.json"), Cancel);
        all.ShouldContain("2031-03-20");
        foreach (var hidden in new[] { secret, claims, "secret-license", "9999000000001234" })
        {
            all.ShouldNotContain(hidden);
        }
    }

    [Fact]
    public async Task A_clock_that_jumps_and_is_put_right_raises_nothing_falsely_and_nothing_twice()
    {
        License("Valid To: 2031-05-10");
        var monitor = Open();
        await monitor.LookAsync(Cancel);
        bench.Alerts().ShouldBe(["sense.license.expiring main:license:expiring:2031-05-10:60"]);

        bench.Time.Move(TimeSpan.FromDays(400));
        await Should.ThrowAsync<MonitorException>(monitor.LookAsync(Cancel));
        bench.Time.Move(TimeSpan.FromDays(-400));
        await Should.ThrowAsync<MonitorException>(monitor.LookAsync(Cancel));
        bench.Time.Move(TimeSpan.FromDays(-20));
        await Should.ThrowAsync<MonitorException>(monitor.LookAsync(Cancel));
        bench.Time.Move(TimeSpan.FromDays(20));
        await Should.ThrowAsync<MonitorException>(monitor.LookAsync(Cancel));
        await monitor.LookAsync(Cancel);
        bench.Alerts().ShouldBeEmpty();

        bench.Time.Advance(TimeSpan.FromDays(30));
        await monitor.LookAsync(Cancel);
        bench.Alerts().ShouldBe(["sense.license.expiring main:license:expiring:2031-05-10:30"]);
    }

    [Fact]
    public async Task Killed_between_the_event_and_its_file_it_raises_the_same_event_again_and_two_relays_one()
    {
        License("Valid To: 2031-03-20");
        await Open().LookAsync(Cancel);
        File.Delete(Path.Combine(bench.Folder, "monitors", "license.json"));
        await Open().LookAsync(Cancel);
        await Open("b").LookAsync(Cancel);

        bench.Raised().Select(each => each.Id).ShouldBe(Enumerable.Repeat(
            new[] { "main:license:server:2031-03-14T00:00:00Z", "main:license:expiring:2031-03-20:7" }, 3).SelectMany(ids => ids));
    }

    [Fact]
    public async Task Without_the_repository_it_fails_and_raises_nothing()
    {
        bench.Qrs.Failure = new QrsException(0, "sense.example.com:4242 cannot be reached");
        await Should.ThrowAsync<QrsException>(Open().LookAsync(Cancel));
        bench.Qrs.Failure = null;
        bench.Qrs.Answer("license", "null");
        await Should.ThrowAsync<MonitorException>(Open().LookAsync(Cancel));

        bench.Raised().ShouldBeEmpty();
    }

    public void Dispose() => bench.Dispose();

    private void License(string details, string more = """ "isExpired":false """) => bench.Qrs.Answer(
        "license",
        $$"""{"serial":"9999000000001234","key":"","keyDetails":"{{details}}","isBlacklisted":false,"isInvalid":false,{{more}}}""");

    private LicenseMonitor Open(string relay = "") => new(
        new LicenseMonitorOptions(), bench.Qrs, "sense.example.com", relay.Length == 0 ? bench.Events : bench.EventsOf(relay),
        bench.Open("license", LicenseJson.Default.LicenseState, relay), bench.Time, log);
}
