using System.Text;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Core.SelfReports;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.NewRelic;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

public sealed class NewRelicChannelTests
{
    private static readonly NewRelicOptions Options = new()
    {
        Accounts = [new("First", 1, "key-of-first"), new("EU/Second", 2, "key-of-second")],
        Attributes = new Dictionary<string, string> { ["env"] = "prod", ["timestamp"] = "no" },
    };

    [Theory]
    [InlineData("sense.reload.failed", "event")]
    [InlineData("sense.reload.failed", "log")]
    [InlineData("sense.reload.failed", "metric")]
    [InlineData("sense.reload.aborted", "event")]
    [InlineData("sense.reload.aborted", "log")]
    [InlineData("sense.task.failed", "event")]
    [InlineData("sense.task.failed", "log")]
    [InlineData("sense.unparsed", "log")]
    public void An_event_becomes_what_Butler_sent_flat(string type, string kind)
    {
        var data = type switch
        {
            "sense.task.failed" => Sample.Task,
            "sense.unparsed" => new TaskEventData { Host = "h", Raw = "/x/;y", Reason = "why" },
            _ => null,
        };
        ShouldBeAsExpected($"{type.Replace('.', '-')}.{kind}", MetricAlerts.Of(type, data, $"First/{kind}"));
    }

    [Fact]
    public void No_field_of_an_event_that_is_no_tasks_is_lost()
    {
        foreach (var kind in EventKinds.All.Where(kind => !kind.HasTaskData))
        {
            var sample = SampleEvents.Of(kind.Type, Sample.Time);
            string[] forms = kind.Type == EventTypes.Metrics ? ["event", "log"] : ["event", "log", "metric"];
            foreach (var form in forms)
            {
                var attributes = Attributes(Render(MetricAlerts.Of(sample, $"First/{form}")), form);
                var fields = sample.Data!.Value.EnumerateObject().Where(
                    f => f.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False);
                foreach (var field in fields.Where(f => f.Value.ToString().Length > 0))
                {
                    attributes[$"butler_data.{field.Name}"].ToString().ShouldBe(
                        field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
                            ? field.Value.ToString().ToLowerInvariant()
                            : field.Value.ToString());
                }
            }
        }
    }

    [Fact]
    public void Metrics_of_Butler_itself_are_gauges_whose_attributes_say_only_whose_they_are()
    {
        var relay = SampleEvents.Of(EventTypes.Metrics, Sample.Time);
        var data = new SelfMetrics
        {
            Version = "9.9.9",
            Instance = "4f2e",
            HeapUsed = 1,
            HeapTotal = 2,
            External = 3,
            ProcessMemory = 4,
            UptimeMs = 5,
            IntervalMs = 60_000,
            Counters = new Dictionary<string, double> { ["events"] = 6 },
        };
        var alert = MetricAlerts.Of(relay with { Relay = null, Data = data.ToJson() }, "First/metric");
        var body = JsonDocument.Parse(Render(alert)).RootElement[0];

        var common = body.GetProperty("common");
        (common.GetProperty("timestamp").GetInt64(), common.GetProperty("interval.ms").GetDouble())
            .ShouldBe((relay.OrderTime.ToUnixTimeMilliseconds(), 60_000));
        common.GetProperty("attributes").EnumerateObject()
            .Where(each => !Options.Attributes.ContainsKey(each.Name.Replace("custom_", "", StringComparison.Ordinal)))
            .Select(each => $"{each.Name}={each.Value}")
            .ShouldBe(["version=9.9.9", "butler_site=default", "butler_environment=prod", "butler_instance=4f2e"]);
        body.GetProperty("metrics").EnumerateArray()
            .Select(each => $"{each.GetProperty("name")} {each.GetProperty("type")} {each.GetProperty("value")}").ShouldBe(
            [
                "qs_butlerHeapUsed gauge 1", "qs_butlerHeapTotal gauge 2", "qs_butlerExternalMem gauge 3", "qs_butlerProcessMem gauge 4",
                "qs_butlerUptimeMillisec gauge 5", "butler_events gauge 6",
            ]);
    }

    [Fact]
    public void What_an_event_tells_besides_its_task_is_told_too() =>
        Attributes(Render(MetricAlerts.Of(SampleEvents.Of("sense.task.slow", Sample.Time), "First/event")), "event")["butler_data.usualMs"]
            .GetInt64().ShouldBe(1_443_512);

    [Theory]
    [InlineData("RUNNING", "Windows service \"P\" on host \"h\" is RUNNING.")]
    [InlineData("STOPPED", "Windows service \"P\" on host \"h\" is STOPPED.")]
    [InlineData("PAUSED", "Windows service \"P\" on host \"h\" is in state \"PAUSED\".")]
    public void A_services_log_line_is_Butlers(string state, string message)
    {
        var alert = MetricAlerts.OfData(
            "sense.service.stopped", $$"""{"host":"h","serviceDisplayName":"P","serviceStatus":"{{state}}"}""", recipient: "First/log");
        JsonDocument.Parse(Render(alert)).RootElement[0].GetProperty("logs")[0].GetProperty("message").GetString().ShouldBe(message);
    }

    [Theory]
    [InlineData(
        null,
        "the delivery names no account of New Relic: ACCOUNT/event, ACCOUNT/log or ACCOUNT/metric is expected as its recipient")]
    [InlineData("First", "New Relic accepts events, logs and metrics; the recipient \"First\" does not name one of them")]
    [InlineData("First/trace", "New Relic accepts events, logs and metrics; the recipient \"First/trace\" does not name one of them")]
    [InlineData("Third/event", "the account \"Third\" of New Relic is not among the channel's accounts (First, EU/Second)")]
    public void A_recipient_that_is_none_is_refused(string? recipient, string why) =>
        new NewRelicChannel(Options).Render(MetricAlerts.Of("sense.reload.failed", recipient: recipient))
            .ShouldBe(new ChannelMessage.Impossible(why));

    [Fact]
    public void An_account_may_have_a_slash_in_its_name() =>
        Render(MetricAlerts.Of("sense.reload.failed", recipient: "EU/Second/event")).Length.ShouldBePositive();

    [Fact]
    public void There_are_never_more_or_longer_attributes_than_New_Relic_takes()
    {
        var hostile = MetricAlerts.Hostile;
        var raw = JsonDocument.Parse("{" + string.Join(',', Enumerable.Range(0, 600).Select(i => $"\"f{i}\":{i}")) + "}").RootElement;
        var data = MetricAlerts.Known with
        {
            TaskName = hostile,
            LogMessage = new string('å', 5000),
            RawTask = raw,
            Task = MetricAlerts.Known.Task! with { Tags = [.. Enumerable.Range(0, 50).Select(i => $"tag {i} {hostile}")] },
            ScriptLog = MetricAlerts.Known.ScriptLog! with { Tail = [.. Enumerable.Repeat(hostile, 60)] },
        };
        foreach (var (kind, most) in new[] { ("event", 255), ("log", 255), ("metric", 101) })
        {
            var body = Render(MetricAlerts.Of("sense.reload.failed", data, $"First/{kind}"));
            body.Length.ShouldBeLessThan(1_000_000);
            var attributes = Attributes(body, kind);
            attributes.Count.ShouldBeLessThanOrEqualTo(most);
            attributes.Keys.ShouldAllBe(name => Encoding.UTF8.GetByteCount(name) <= 255);
            attributes.Values.ShouldAllBe(
                value => value.ValueKind == JsonValueKind.Number || Encoding.UTF8.GetByteCount(value.GetString()!) <= 4096);
            attributes["butler_cut"].GetString()!.ShouldMatch(
                kind == "metric" ? "^shortened: qs_taskName, " : @"^shortened: qs_taskName, .*\d+ attributes left out$");
            attributes["qs_hostName"].GetString().ShouldBe("qsprod02");
        }
    }

    [Fact]
    public void Names_that_New_Relic_keeps_for_itself_are_not_taken_by_static_attributes()
    {
        var attributes = Attributes(Render(MetricAlerts.Of("sense.reload.failed", recipient: "First/event")), "event");
        attributes["timestamp"].GetInt64().ShouldBe(1931224327318);
        attributes["custom_timestamp"].GetString().ShouldBe("no");
    }

    [Fact]
    public void An_event_of_nulls_can_be_sent()
    {
        foreach (var kind in new[] { "event", "log", "metric" })
        {
            Attributes(Render(MetricAlerts.Of("sense.reload.failed", new TaskEventData(), $"First/{kind}")), kind).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Why_it_is_sent_and_that_it_may_be_a_repetition_are_told()
    {
        var alert = MetricAlerts.Of(
            "sense.reload.failed", recipient: "First/event", reason: new AlertReason { Kind = AlertKind.Group, Count = 3 });
        var attributes = Attributes(Render(alert with { PossibleDuplicate = true }), "event");
        (attributes["butler_reason"].GetString(), attributes["butler_count"].GetInt32(), attributes["butler_possibleDuplicate"].GetString())
            .ShouldBe(("Group", 3, "true"));
    }

    private static Dictionary<string, JsonElement> Attributes(byte[] body, string kind)
    {
        var first = JsonDocument.Parse(body).RootElement[0];
        var attributes = kind == "event" ? first : first.GetProperty("common").GetProperty("attributes");

        // Two of a name would be one too many: a reader takes either.
        var all = attributes.EnumerateObject().ToList();
        all.Select(property => property.Name).ShouldBeUnique();
        return all.ToDictionary(property => property.Name, property => property.Value);
    }

    private static void ShouldBeAsExpected(string name, Alert alert) => Repository.ShouldMatch(
        $"tests/Butler.Functions.Tests/Channels/Expected/{name}.newrelic.json",
        JsonSerializer.Serialize(JsonDocument.Parse(Render(alert)).RootElement, Repository.Indented) + "\n");

    private static byte[] Render(Alert alert) =>
        new NewRelicChannel(Options).Render(alert).ShouldBeOfType<ChannelMessage.Http>().Body!.Value.ToArray();
}
