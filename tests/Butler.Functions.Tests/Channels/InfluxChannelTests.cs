using System.Text;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Configuration;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

public sealed class InfluxChannelTests
{
    private static readonly InfluxOptions Options = new()
    {
        Tags = new Dictionary<string, string> { ["env"] = "prod", ["host"] = "not this" },
        DynamicTags = ["app", "task"],
    };

    [Theory]
    [InlineData("sense.reload.failed")]
    [InlineData("sense.reload.succeeded")]
    [InlineData("sense.reload.aborted")]
    [InlineData("sense.externalprogram.failed")]
    [InlineData("sense.externalprogram.succeeded")]
    [InlineData("sense.usersync.failed")]
    [InlineData("sense.usersync.succeeded")]
    [InlineData("sense.distribute.failed")]
    [InlineData("sense.distribute.succeeded")]
    [InlineData("sense.preload.failed")]
    [InlineData("sense.preload.succeeded")]
    [InlineData("sense.unparsed")]
    public void A_task_event_is_the_point_that_Butler_wrote(string type) => ShouldBeAsExpected(type, MetricAlerts.Of(type));

    [Fact]
    public void What_the_relay_could_not_find_out_is_told_as_Butler_did() =>
        ShouldBeAsExpected("sense.task.failed", MetricAlerts.Of("sense.task.failed", Sample.Task));

    [Theory]
    [InlineData("Automatic", "0", "Automatic")]
    [InlineData("Automatic (delayed start)", "1", "Automatic (delayed start)")]
    [InlineData("Automatic delayed", "1", "Automatic (delayed start)")]
    [InlineData("Manual", "2", "Manual")]
    [InlineData("Disabled", "3", "Disabled")]
    [InlineData("Boot", "-1", "Boot")]
    [InlineData("System", "-1", "System")]
    public void A_startup_mode_has_Butlers_number_and_text(string mode, string number, string text)
    {
        var (_, fields) = Parse(Render(MetricAlerts.OfData(
            "sense.service.status", $$"""{"host":"h","serviceName":"s","serviceStatus":"RUNNING","serviceStartType":"{{mode}}"}""")));
        (fields["startup_mode_num"], fields["startup_mode_text"]).ShouldBe((number, text));
    }

    [Theory]
    [InlineData(
        """{"daysUntilExpiry":3}""",
        "qlik_sense_server_license,env=prod,host=not\\ this days_until_expiry=3,license_expired=false ")]
    [InlineData(
        """{"licenseExpired":true,"expiryDateStr":"2031-01-01","daysUntilExpiry":-3}""",
        "qlik_sense_server_license,env=prod,host=not\\ this days_until_expiry=-3,expiry_date=\"2031-01-01\",license_expired=true ")]
    [InlineData(
        "{}",
        "butler_event,env=prod,environment=prod,host=not\\ this,relay=relay-1,site=default,type=sense.license.server "
            + "event_id=\"default:failed:5e9c7a10\",title=\"Qlik Sense server license has no expiry date\",value=1 ")]
    public void A_license_of_which_it_is_not_known_has_not_expired(string data, string line) =>
        Render(MetricAlerts.OfData("sense.license.server", data)).ShouldStartWith(line);

    [Fact]
    public void A_license_that_would_only_have_been_released_is_no_release() =>
        Render(MetricAlerts.OfData(
            "sense.license.released", """{"licenseType":"analyzer","userDir":"D","userId":"u","daysSinceLastUse":31,"dryRun":true}"""))
            .ShouldStartWith("butler_event,");

    [Theory]
    [InlineData("STOPPED", 1)]
    [InlineData("START_PENDING", 2)]
    [InlineData("STOP_PENDING", 3)]
    [InlineData("RUNNING", 4)]
    [InlineData("CONTINUE_PENDING", 5)]
    [InlineData("PAUSE_PENDING", 6)]
    [InlineData("PAUSED", 7)]
    [InlineData("UNKNOWN", -1)]
    public void A_service_is_Butlers_point(string state, int number) => Render(MetricAlerts.OfData(
        "sense.service.status", """{"host":"qs-node-2","serviceName":"QlikSenseSchedulerService","serviceDisplayName":"Qlik Sense """
            + $$"""Scheduler Service","serviceFriendlyName":"Scheduler","serviceStatus":"{{state}}","serviceStartType":"Automatic"}"""))
        .ShouldBe("win_service_state,display_name=Qlik\\ Sense\\ Scheduler\\ Service,env=prod,friendly_name=Scheduler,host=qs-node-2,"
            + $"service_name=QlikSenseSchedulerService startup_mode_num=0,startup_mode_text=\"Automatic\",state_num={number},"
            + $"state_text=\"{state}\" 1931224327318000000");

    [Fact]
    public void Access_licenses_are_points_in_Butlers_order() =>
        Lines(MetricAlerts.Of(SampleEvents.Of("sense.license.access", Sample.Time))).ShouldBe(
        [
            "qlik_sense_license,env=prod,host=not\\ this,license_type=analyzer "
                + "allocated=10,available=90,excess=0,quarantined=1,total=100,used=9 1931224327318000000",
            "qlik_sense_license,env=prod,host=not\\ this,license_type=analyzer_capacity "
                + "allocated_minutes=600,unavailable_minutes=0,used_minutes=12 1931224327318000000",
            "qlik_sense_license,env=prod,host=not\\ this,license_type=professional "
                + "allocated=117,available=3,excess=0,quarantined=2,total=120,used=112 1931224327318000000",
            "qlik_sense_license,env=prod,host=not\\ this,license_type=token_login "
                + "allocated_tokens=4,token_cost=0.1,unavailable_tokens=0,used_tokens=2 1931224327318000000",
            "qlik_sense_license,env=prod,host=not\\ this,license_type=token_user "
                + "allocated_tokens=7,quarantined_tokens=0,token_cost=1,used_tokens=6 1931224327318000000",
            "qlik_sense_license,env=prod,host=not\\ this,license_type=tokens_available "
                + "available_tokens=20,total_tokens=31 1931224327318000000",
        ]);

    [Fact]
    public void A_released_license_is_Butlers_point() => Render(MetricAlerts.OfData(
        "sense.license.released", """{"licenseType":"analyzer","userDir":"NORD","userId":"iholm","daysSinceLastUse":47}"""))
        .ShouldBe("qlik_sense_license_release,env=prod,host=not\\ this,license_type=analyzer,user=NORD\\iholm days_since_last_use=47 "
            + "1931224327318000000");

    [Fact]
    public void Only_kinds_of_access_licenses_that_are_enabled_are_points()
    {
        var line = Lines(MetricAlerts.OfData("sense.license.access", """{"professionalAccess":{"enabled":false,"total":5}"""
            + ""","analyzerAccess":{"total":9},"userAccess":{"enabled":true,"usedTokens":6}}""")).ShouldHaveSingleItem();
        line.ShouldStartWith("qlik_sense_license,env=prod,host=not\\ this,license_type=token_user used_tokens=6 ");
    }

    [Fact]
    public void Data_of_other_types_than_expected_do_not_stop_it()
    {
        var lines = Lines(MetricAlerts.OfData("sense.service.stopped",
            """{"host":"qs-1","serviceStatus":null,"serviceName":{"x":1},"serviceStartType":["a"]}""", "service/h1/QlikSense"));
        lines.ShouldHaveSingleItem().ShouldStartWith("win_service_state,env=prod,host=qs-1,service_name=QlikSense "
            + "startup_mode_num=-1,startup_mode_text=\"unknown\",state_num=1,state_text=\"STOPPED\" ");
    }

    [Fact]
    public void Hostile_text_stays_one_value()
    {
        var hostile = MetricAlerts.Hostile;
        var line = Render(MetricAlerts.Of("sense.reload.failed", MetricAlerts.Known with
        {
            TaskName = hostile,
            User = hostile,
            LogMessage = hostile,
            Task = MetricAlerts.Known.Task! with { Tags = [hostile, "", " ", "a=b,c d\\"] },
        }));
        var (tags, fields) = Parse(line);
        tags["task_name"].ShouldNotContain('\n');
        tags["task_name"].ShouldStartWith("\"quotes\" \\back\\slash new  lines </script>");
        tags["task_name"].ShouldNotEndWith("\\");
        tags["taskTag_a=b,c d"].ShouldBe("true");
        tags.Values.ShouldAllBe(value => value.Length > 0);
        fields["log_message"].ShouldBe(hostile.Replace("\0", "", StringComparison.Ordinal).Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace('\ud800', '\ufffd'));
    }

    [Fact]
    public void An_event_of_nulls_is_a_point()
    {
        var (tags, fields) = Parse(Render(MetricAlerts.Of("sense.reload.failed", new TaskEventData())));
        tags.Keys.ShouldBe(
            ["env", "host", "task_executingNodeName", "task_executionStatusNum", "task_executionStatusText", "task_exeuctionStatusText"]);
        fields["scriptLog"].ShouldEndWith("The script log is not available.");
    }

    [Fact]
    public void A_long_log_is_cut_in_its_middle_to_what_a_field_may_hold()
    {
        var tail = Enumerable.Range(0, 2000)
            .Select(i => $"{i:0000} 20310314T041206 ÅÄÖ a line of the log that is quite long, because some are").ToList();
        var (_, fields) = Parse(Render(MetricAlerts.Of(
            "sense.reload.failed", MetricAlerts.Known with { ScriptLog = MetricAlerts.Known.ScriptLog! with { Tail = tail } })));
        Encoding.UTF8.GetByteCount(fields["scriptLog"]).ShouldBeInRange(60_000, 65_536);
        fields["scriptLog"].ShouldStartWith("2031-03-14T02:48:07.150Z\t");
        fields["scriptLog"].ShouldContain(" characters are left out here ...\n");
        fields["scriptLog"].ShouldEndWith(tail[^1]);
        fields["reload_log"].ShouldBe(fields["scriptLog"]);
    }

    [Fact]
    public void How_much_of_the_log_is_shown_is_counted()
    {
        var (_, fields) = Parse(
            Render(MetricAlerts.Of("sense.reload.failed", options: Options with { ScriptLog = new ShownScriptLogOptions(0, 1) })));
        fields["task_scriptLogTailCount"].ShouldBe("1");
        fields["scriptLog"].ShouldEndWith("----\n20310314T041207 Execution Failed");
    }

    [Fact]
    public void Two_events_of_the_same_millisecond_are_two_points()
    {
        var one = Render(MetricAlerts.OfData("butler.relay.offline", "null"));
        var other = Render(MetricAlerts.Of(Sample.Event("butler.relay.offline", execution: "other")));
        one[(one.LastIndexOf(' ') + 1)..].ShouldNotBe(other[(other.LastIndexOf(' ') + 1)..]);
        one[(one.LastIndexOf(' ') + 1)..][..13].ShouldBe("1931224327318");
    }

    [Fact]
    public void A_point_has_only_what_every_server_takes()
    {
        var point = new Point("m", maxText: 100) { Nanoseconds = 1931224327318000001 }
            .Tag("a", "line\r\nbreak\t= ").Tag("b", " ").Tag("c", "\\").Tag("\\", "x").Tag("d", "first").Tag("d", "D:\\x\\")
            .Field("nan", double.NaN).Field("infinite", double.PositiveInfinity).Field("", 1).Field("null", (string?)null)
            .Field("tenth", 0.1).Field("large", 1e21).Field("truth", false).Field("text", "\"C:\\x\" = å\0").Field("log", "1\r\n2");
        point.Lines().ShouldBe([
            "m,a=line\\ \\ break\\ \\=\\ ,d=D:\\x large=1E+21,tenth=0.1,text=\"\\\"C:\\\\x\\\" = å\",truth=false 1931224327318000001",
            "m,a=line\\ \\ break\\ \\=\\ ,d=D:\\x log=\"1\n2\" 1931224327318000001",
        ]);
    }

    [Theory]
    [InlineData("Test", ",butler_test=true,")]
    [InlineData("Group", ",group_count=7,")]
    public void Why_it_is_sent_is_told(string kind, string expected) =>
        Render(MetricAlerts.Of("sense.reload.failed", reason: new AlertReason { Kind = Enum.Parse<AlertKind>(kind), Count = 7 }))
            .ShouldContain(expected);

    /// <summary>Reads the lines of one point as InfluxDB does.</summary>
    internal static (Dictionary<string, string> Tags, Dictionary<string, string> Fields) Parse(string lines)
    {
        var at = -1;
        var (tags, fields) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        do
        {
            at++;
            Until(lines, ref at, ", ");
            while (lines[at] == ',')
            {
                at++;
                var key = Until(lines, ref at, "=");
                at++;
                tags[key] = Until(lines, ref at, ", ");
            }

            do
            {
                at++;
                var key = Until(lines, ref at, "=");
                at++;
                fields.Add(key, lines[at] == '"' ? Quoted(lines, ref at) : Until(lines, ref at, ", "));
            }
            while (lines[at] == ',');
            at++;
            while (at < lines.Length && lines[at] != '\n')
            {
                char.IsAsciiDigit(lines[at++]).ShouldBeTrue();
            }
        }
        while (at < lines.Length);
        return (tags, fields);
    }

    private static string Until(string line, ref int at, string ends)
    {
        var text = new StringBuilder();
        for (; !ends.Contains(line[at]); at++)
        {
            if (line[at] == '\\' && ", =".Contains(line[at + 1]))
            {
                at++;
            }

            line[at].ShouldNotBe('\n');
            text.Append(line[at]);
        }

        return text.ToString();
    }

    private static string Quoted(string line, ref int at)
    {
        var text = new StringBuilder();
        for (at++; line[at] != '"'; at++)
        {
            if (line[at] == '\\')
            {
                at++;
            }

            text.Append(line[at]);
        }

        at++;
        return text.ToString();
    }

    private static void ShouldBeAsExpected(string name, Alert alert) => Repository.ShouldMatch(
        $"tests/Butler.Functions.Tests/Channels/Expected/{name.Replace('.', '-')}.influx.txt", Render(alert) + "\n");

    private static string[] Lines(Alert alert) => Render(alert).Split('\n');

    internal static string Render(Alert alert)
    {
        var http = new InfluxChannel(Options).Render(alert).ShouldBeOfType<ChannelMessage.Http>();
        http.ContentType.ShouldBe("text/plain; charset=utf-8");
        return Encoding.UTF8.GetString(http.Body!.Value.Span);
    }
}
