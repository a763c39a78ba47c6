using Butler.RelayAgent.Monitors.Access;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Tests.Monitors.Access;

public sealed class AccessMonitorTests : IDisposable
{
    private const string Path = "license/accesstypeoverview";

    private readonly MonitorBench bench = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("usedTokens")]
    [InlineData("userTokens")]
    public async Task Each_look_raises_the_overview_and_both_names_of_used_tokens_are_read(string usedTokens)
    {
        bench.Qrs.Answer(
            Path,
            $$"""
            {"totalTokens":31,"availableTokens":20,"tokensEnabled":true,
            "userAccess":{"enabled":true,"tokenCost":1,"allocatedTokens":7,"{{usedTokens}}":6,"quarantinedTokens":0},
            "loginAccess":{"enabled":true,"tokenCost":0.1,"allocatedTokens":4,"usedTokens":2,"unavailableTokens":0},
            "professionalAccess":{"enabled":true,"total":5,"allocated":2,"used":2,"quarantined":0,"available":3,"excess":0},
            "analyzerAccess":{"enabled":true,"total":20,"allocated":2,"used":2,"quarantined":0,"available":18},
            "analyzerTimeAccess":{"enabled":false,"allocatedMinutes":0,"usedMinutes":0,"unavailableMinutes":0},
            "schemaPath":"AccessTypeOverview"}
            """);

        await Open().LookAsync(Cancel);

        bench.RaisedLines().ShouldBe(
        [
            "sense.license.access | main:license:access:2031-03-14T00:00:00Z | /sense/main/sense.example.com | license/access | "
                + """{"totalTokens":31,"availableTokens":20,"tokensEnabled":true,"professionalAccess":"""
                + """{"enabled":true,"total":5,"allocated":2,"used":2,"quarantined":0,"available":3,"excess":0},"analyzerAccess":"""
                + """{"enabled":true,"total":20,"allocated":2,"used":2,"quarantined":0,"available":18},"analyzerTimeAccess":"""
                + """{"enabled":false,"allocatedMinutes":0,"usedMinutes":0,"unavailableMinutes":0},"loginAccess":"""
                + """{"enabled":true,"tokenCost":0.1,"allocatedTokens":4,"usedTokens":2,"unavailableTokens":0},"userAccess":"""
                + """{"enabled":true,"tokenCost":1,"allocatedTokens":7,"usedTokens":6,"quarantinedTokens":0}}""",
        ]);
    }

    [Theory]
    [InlineData("""{"professionalAccess":null,"analyzerAccess":{"enabled":true}}""", """{"analyzerAccess":{"enabled":true}}""")]
    [InlineData("""{"tokensEnabled":"yes","analyzerAccess":[1],"totalTokens":1}""", """{"totalTokens":1}""")]
    [InlineData(
        """{"professionalAccess":{"total":"5","enabled":true,"available":0}}""",
        """{"professionalAccess":{"enabled":true,"available":0}}""")]
    [InlineData(
        """{"professionalAccess":{"total":0,"enabled":true,"available":0}}""",
        """{"professionalAccess":{"enabled":true,"total":0,"available":0}}""")]
    [InlineData(
        """{"professionalAccess":{"total":9,"enabled":false,"available":0}}""",
        """{"professionalAccess":{"enabled":false,"total":9,"available":0}}""")]
    public async Task Missing_and_odd_parts_are_left_out_and_raise_no_alert(string answer, string data)
    {
        bench.Qrs.Answer(Path, answer);

        await Open().LookAsync(Cancel);

        bench.RaisedLines().ShouldBe(
        [
            $"sense.license.access | main:license:access:2031-03-14T00:00:00Z | /sense/main/sense.example.com | license/access | {data}",
        ]);
    }

    [Fact]
    public async Task Every_type_that_falls_to_the_threshold_is_alerted()
    {
        bench.Qrs.Answer(
            Path,
            """
            {"totalTokens":30,"availableTokens":3,"tokensEnabled":true,
            "userAccess":{"enabled":true,"allocatedTokens":10,"usedTokens":8,"quarantinedTokens":1},
            "loginAccess":{"enabled":true,"allocatedTokens":10,"usedTokens":9,"unavailableTokens":4},
            "professionalAccess":{"enabled":true,"total":50,"allocated":46,"used":38},
            "analyzerAccess":{"enabled":true,"total":20,"allocated":2,"used":2,"available":3},
            "analyzerTimeAccess":{"enabled":true,"allocatedMinutes":600,"usedMinutes":550,"unavailableMinutes":0}}
            """);

        await Open("10%").LookAsync(Cancel);

        bench.RaisedLines().Skip(1).ShouldBe(
        [
            Low("professional", """{"licenseType":"professional","available":4,"total":50,"used":38,"lowAvailable":"10%"}"""),
            Low("analyzer_capacity", """{"licenseType":"analyzer_capacity","available":50,"total":600,"used":550,"lowAvailable":"10%"}"""),
            Low("token_login", """{"licenseType":"token_login","available":0,"total":10,"used":9,"lowAvailable":"10%"}"""),
            Low("token_user", """{"licenseType":"token_user","available":1,"total":10,"used":8,"lowAvailable":"10%"}"""),
            Low("tokens_available", """{"licenseType":"tokens_available","available":3,"total":30,"used":27,"lowAvailable":"10%"}"""),
        ]);

        static string Low(string type, string data) =>
            $"sense.license.low | main:license:low:{type}:2031-03-14 | /sense/main/sense.example.com | license/{type} | {data}";
    }

    [Fact]
    public async Task A_low_type_is_alerted_again_only_after_it_has_been_above_also_over_restarts()
    {
        foreach (var available in new[] { 6, 5, 3, 5, 6, 4 })
        {
            Analyzer(available);
            await Open("5").LookAsync(Cancel);
        }

        bench.Time.Advance(TimeSpan.FromDays(1));
        bench.Qrs.Answer(Path, """{"totalTokens":0}""");
        await Open("5").LookAsync(Cancel);
        foreach (var available in new[] { 2, 9, 5 })
        {
            Analyzer(available);
            await Open("5").LookAsync(Cancel);
        }

        bench.Alerts().ShouldBe(
        [
            "sense.license.low main:license:low:analyzer:2031-03-14", "sense.license.low main:license:low:analyzer:2031-03-14:2",
            "sense.license.low main:license:low:analyzer:2031-03-15",
        ]);
    }

    [Fact]
    public async Task Killed_between_the_event_and_its_file_it_raises_the_same_event_again_and_two_relays_one()
    {
        Analyzer(1);
        await Open("5").LookAsync(Cancel);
        File.Delete(System.IO.Path.Combine(bench.Folder, "monitors", "access.json"));
        await Open("5").LookAsync(Cancel);
        await Open("5", "b").LookAsync(Cancel);

        bench.Alerts().ShouldBe(Enumerable.Repeat("sense.license.low main:license:low:analyzer:2031-03-14", 3));
    }

    [Fact]
    public async Task An_answer_without_licenses_and_a_refusal_are_failures()
    {
        bench.Qrs.Answer(Path, "[]");
        await Should.ThrowAsync<MonitorException>(Open().LookAsync(Cancel));
        bench.Qrs.Failure = new QrsException(403, "refused");
        await Should.ThrowAsync<QrsException>(Open().LookAsync(Cancel));

        bench.Raised().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("10%", 10, true)]
    [InlineData("2.5 %", 2.5, true)]
    [InlineData("0", 0, false)]
    [InlineData("5", 5, false)]
    public void A_threshold_is_a_number_or_a_share(string text, double value, bool isPercent)
    {
        LowThreshold.TryParse(text, out var threshold).ShouldBeTrue();

        threshold.ShouldBe(new LowThreshold(value, isPercent));
    }

    [Theory]
    [InlineData("101%")]
    [InlineData("-1")]
    [InlineData("few")]
    [InlineData("%")]
    [InlineData("1e3")]
    public void Another_text_is_no_threshold(string text) => LowThreshold.TryParse(text, out _).ShouldBeFalse();

    public void Dispose() => bench.Dispose();

    private void Analyzer(int available) => bench.Qrs.Answer(
        Path,
        $$$"""{"analyzerAccess":{"enabled":true,"total":20,"allocated":{{{20 - available}}},"used":1,"available":{{{available}}}}}""");

    private AccessMonitor Open(string? low = null, string relay = "") => new(
        new AccessMonitorOptions { LowAvailable = low is not null && LowThreshold.TryParse(low, out var read) ? read : null },
        bench.Qrs, "sense.example.com", relay.Length == 0 ? bench.Events : bench.EventsOf(relay),
        bench.Open("access", AccessJson.Default.AccessState, relay));
}
