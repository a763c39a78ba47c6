using Butler.Core.Configuration;
using Butler.Functions.Channels.Console;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Configuration;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Configuration;

public sealed class ButlerYamlTests
{
    private const string Channels = "channels: { ops: { type: console } }\n";
    private const string Hook = "channels: { ops: { type: webhook, url: 'https://hook' } }\n";
    private const string Routes = "routes: [{ name: r, on: '*', send: [{ channel: ops }] }]\n";

    [Theory]
    [InlineData(
        Channels + "routes: [{ name: r, on: sense.relod.failed, send: [{ channel: ops }] }]",
        "butler.yaml:2: routes[0].on: matches no type of event",
        "did you mean \"sense.reload.failed\"?")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', send: [{ channel: opps }] }]",
        "butler.yaml:2: routes[0].send[0].channel: is \"opps\", which is not among the channels (known: ops)",
        "did you mean \"ops\"?")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', send: [{ channel: ops }] }, { name: r, on: '*', send: [{ channel: ops }] }]",
        "several routes named \"r\"",
        "")]
    [InlineData(
        Routes + "channels: { ops: { type: slak } }",
        "butler.yaml:2: channels.ops.type: is \"slak\", expected one of webhook, slack, teams",
        "did you mean \"slack\"?")]
    [InlineData(Routes + "channels: { ops: { type: slack } }", "lacks the key \"url\"", "")]
    [InlineData(
        Routes + "channels: { ops: { type: webhook, url: 'not a url' } }",
        "channels.ops.url: is not an absolute URL (https:// or http://)",
        "")]
    [InlineData(Routes + "channels: { ops: { type: webhook, url: 'https://x', method: PATCH } }", "expected one of POST, PUT, GET", "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', throttle: { every: often }, send: [{ channel: ops }] }]",
        "routes[0].throttle.every: is \"often\", expected a duration",
        "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', throttle: { every: 5m, per: taks }, send: [{ channel: ops }] }]",
        "expected one of task, app, channel, recipient, service",
        "did you mean \"task\"?")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', group: { wait: 0s }, send: [{ channel: ops }] }]",
        "routes[0].group.wait: is not between 1s and 1d",
        "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', group: { wait: 30s, by: apps }, send: [{ channel: ops }] }]",
        "routes[0].group.by: is \"apps\", expected one of task, app, stream",
        "did you mean \"app\"?")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', mute: { from: '22:00', to: 26 }, send: [{ channel: ops }] }]",
        "routes[0].mute.to: is not a time of the day such as 07:00",
        "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: sense.version, resolve: true, send: [{ channel: ops }] }]",
        "routes[0].resolve: waits for the end of a failure, but \"on\" names no type of failure",
        "")]
    [InlineData(
        "channels: { ops: { type: slack, url: 'https://x' } }\nroutes: [{ name: r, on: butler.metrics, send: [{ channel: ops }] }]",
        "routes[0].send: names the channel \"ops\" (slack), but butler.metrics has measurements only",
        "send it to influxdb, newrelic, mqtt, webhook, file or console")]
    [InlineData(
        "channels: { ops: { type: signl4, url: 'https://x' } }\nroutes: [{ name: r, on: [butler.metrics, sense.service.status], "
            + "send: [{ channel: ops }] }]",
        "but sense.service.status, butler.metrics has measurements only",
        "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*.succeeded', escalate: { after: 30m, send: [{ channel: ops }] }, send: [{ channel: ops }] }]",
        "routes[0].escalate: waits for the end of a failure",
        "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', escalate: { after: 30m, send: [{ channel: ops, throttle: { every: 5m } }] }, "
            + "send: [{ channel: ops }] }]",
        "routes[0].escalate.send: has a throttle, but an escalation is sent once",
        "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', escalate: { after: 30d, send: [{ channel: ops }] }, send: [{ channel: ops }] }]",
        "routes[0].escalate.after: is not between 1s and 7d",
        "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', send: [{ channel: ops }, { channel: ops }] }]",
        "routes[0].send: names the channel \"ops\" twice",
        "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', where: { taskTag: x }, send: [{ channel: ops }] }]",
        "where.taskTag: is not a key that is known here",
        "did you mean \"taskTags\"?")]
    [InlineData(
        Channels + Routes + "sites: { default: { timeZone: Europe/Stokholm } }",
        "sites.default.timeZone: is \"Europe/Stokholm\", expected a time zone",
        "")]
    [InlineData(Channels + Routes + "retention: 1d", "retention: must be at least seven days longer than maxEventAge", "")]
    [InlineData(Channels + Routes + "sites: { default: { locale: xx-YYYY } }", "is not a known locale", "")]
    [InlineData(Channels, "lacks the key \"routes\"", "")]
    [InlineData(
        Hook + "routes: [{ name: r, on: '*', send: [{ channel: ops, url: 'https://other' }] }]",
        "routes[0].send[0].url: belongs to the channel and cannot be overridden by a route",
        "")]
    [InlineData(
        Hook + "routes: [{ name: r, on: '*', send: [{ channel: ops, method: PATCH }] }]",
        "routes[0].send[0].method: is \"PATCH\", expected one of POST, PUT, GET",
        "")]
    [InlineData(
        Hook + "routes: [{ name: r, on: '*', send: [{ channel: ops, metod: PUT }] }]",
        "routes[0].send[0].metod: is not a key that is known here",
        "did you mean \"method\"?")]
    [InlineData(
        Hook + "routes: [{ name: r, on: '*', send: [{ channel: ops, giveUpAfter: soon }] }]",
        "routes[0].send[0].giveUpAfter: is \"soon\", expected a duration",
        "")]
    [InlineData(
        Channels + Routes + "defaultChannel: opps",
        "defaultChannel: is \"opps\", which is not among the channels",
        "did you mean \"ops\"?")]
    [InlineData(Channels + Routes + "scriptLogs: { keep: 12h }", "scriptLogs.keep: is 12h, expected from 1d to 365d", "")]
    [InlineData(Channels + Routes + "scriptLogs: { keep: 366d }", "scriptLogs.keep: is 366d, expected from 1d to 365d", "")]
    [InlineData(Channels + Routes + "scriptLogs: { links: 59m }", "scriptLogs.links: must be 1h or more", "")]
    [InlineData(
        Channels + Routes + "scriptLogs: { keep: 5d, links: 6d }",
        "scriptLogs.links: is 6d, expected at most keep, 5d: a script log is deleted then",
        "")]
    [InlineData(
        Channels + Routes + "scriptLogs: { links: 31d }",
        "scriptLogs.links: is 31d, expected at most keep, 30d",
        "")]
    [InlineData(Channels + Routes + "digest: { at: 25:00 }", "digest.at: is not a time of the day such as 07:00", "")]
    [InlineData(
        Channels + Routes + "watchdog: { offlineAfter: 1m }",
        "watchdog.offlineAfter: must be 2m or more: relays send a heartbeat once a minute",
        "")]
    [InlineData(
        Channels + "routes: [{ name: butler-default, on: '*', send: [{ channel: ops }] }]",
        "routes: has a route named \"butler-default\"",
        "")]
    [InlineData(
        "Butler:\n  logLevel: info\n",
        "butler.yaml:2: Butler: begins the configuration file of Butler, the Node.js tool, which has other keys; \"butler migrate\"",
        "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: 'sense\\.reload\\.(failed|aborted)', send: [ops] }]",
        "routes[0].on: matches no type of event: it looks like a regular expression",
        "")]
    [InlineData(
        Channels + "routes: [{ name: r, on: '*', send: [opps] }]",
        "butler.yaml:2: routes[0].send[0].channel: is \"opps\", which is not among the channels",
        "did you mean \"ops\"?")]
    [InlineData(
        "channels: { ops: { type: email, provider: sendgrid, apiKey: '${NONE}', from: a@example.com, to: b@example.com } }\n" + Routes,
        "channels.ops.apiKey: needs the environment variable NONE",
        "")]
    [InlineData(
        "channels: { ops: { type: email, provider: sendgird, apiKey: k, from: a@example.com, to: b@example.com } }\n" + Routes,
        "channels.ops.provider: is \"sendgird\"",
        "did you mean \"sendgrid\"?")]
    [InlineData(
        "channels: { ops: { type: email, provider: smtp, smtp: { host: h, user: u, password: '${NONE}' }, from: a@example.com, "
            + "to: b@example.com } }\n" + Routes,
        "channels.ops.smtp.password: needs the environment variable NONE",
        "")]
    [InlineData(
        "channels: { ops: { type: email, provider: sendgrid, apiKey: k, from: a@example.com, to: nobody, toWhen: { taskTag: x } } }\n"
            + Routes,
        "channels.ops.to:",
        "")]
    [InlineData(
        "channels: { ops: { type: influxdb, url: https://i, org: o, bucket: b, token: '${NONE}' } }\n" + Routes,
        "channels.ops.token: needs the environment variable NONE",
        "")]
    [InlineData(
        "channels: { ops: { type: influxdb, version: 4, url: https://i, database: d } }\n" + Routes,
        "channels.ops.version: is \"4\"",
        "")]
    [InlineData("channels: { ops: { type: newrelic, to: [A] } }\n" + Routes, "channels.ops: lacks the key \"accounts\"", "")]
    [InlineData(
        "channels: { ops: { type: mqtt, url: mqtt://b, topic: '${NONE}' } }\n" + Routes,
        "channels.ops.topic: needs the environment variable NONE",
        "")]
    [InlineData("channels: { ops: { type: '${' } }\n" + Routes, "channels.ops.type: has a ${ without its closing brace", "")]
    [InlineData(Routes, "lacks the key \"channels\"", "")]
    [InlineData(Channels + Routes + "maxEventAge: '60 daze'", "maxEventAge: is \"60 daze\"", "")]
    public void One_fault_is_told_with_where_and_what(string text, string expected, string hint)
    {
        var faults = Should.Throw<ConfigurationException>(() => Read(text)).Faults;
        var fault = faults.ShouldHaveSingleItem().ToString();
        fault.ShouldContain(expected);
        fault.ShouldContain(hint);
    }

    [Theory]
    [InlineData(
        "from: a@example.com, provider: smtp, smtp: { host: h }, toWhen: { taskTag: x }, toFromCustomProperty: P",
        "toWhen: is the condition of \"to\", which is not set")]
    [InlineData(
        "from: a@example.com, provider: smtp, smtp: { host: h }, to: [b@example.com, nobody]",
        "to[1]: is not an e-mail address; expected one such as ops@example.com or \"Berg, Ida\" <ida.berg@example.com>, or several")]
    [InlineData(
        "from: a@example.com, provider: smtp, smtp: { host: h }, to: 'b@example.com; ida berg@example.com'",
        "to: holds 2 addresses, of which number 2 is not an e-mail address; expected")]
    [InlineData("from: a@example.com, provider: smtp, smtp: { host: h }, to: ' ; '", "to: holds no address; expected")]
    [InlineData(
        "from: 'a@example.com, b@example.com', provider: smtp, smtp: { host: h }, to: b@example.com",
        "from: is not an e-mail address: exactly one is expected")]
    public void A_fault_in_the_recipients_of_a_mail_is_told(string text, string expected) =>
        Should.Throw<ConfigurationException>(() => YamlFile.Read("f", $"{{ {text} }}", Yaml.Object(EmailYaml.Read), _ => null))
            .Faults.ShouldHaveSingleItem().ToString().ShouldContain(expected);

    [Theory]
    [InlineData(
        "routes: [{ name: r, on: '*', where: { tasks: ['^Sales'] }, send: [ops] }]",
        "butler.yaml:2: routes[0].where.tasks[0]: looks like a regular expression, but only * has a meaning here: any characters")]
    [InlineData(
        "routes: [{ name: r, on: '*', where: { apps: 'Sales.*' }, send: [ops] }]",
        "butler.yaml:2: routes[0].where.apps: looks like a regular expression, but only * has a meaning here: any characters")]
    [InlineData(
        "routes: [{ name: r, on: '*', where: { not: { taskTags: ['a|b'] } }, send: [ops] }]",
        "butler.yaml:2: routes[0].where.not.taskTags[0]: looks like a regular expression, but only * has a meaning here: any characters")]
    [InlineData(
        "routes: [{ name: r, on: '*', where: { taskCustomProperties: { P: 'v[0-9]+' } }, send: [ops] }]",
        "butler.yaml:2: routes[0].where.taskCustomProperties.P: looks like a regular expression, "
            + "but only * has a meaning here: any characters")]
    [InlineData(
        "routes: [{ name: r, on: '*', where: { tasks: 'Load \\d+' }, send: [ops] }]",
        "butler.yaml:2: routes[0].where.tasks: looks like a regular expression, but only * has a meaning here: any characters")]
    [InlineData("routes: []", "butler.yaml:2: routes: is empty: events are recorded, but no alert of them is sent")]
    [InlineData(
        "routes: [{ name: r, on: '*', throttle: { every: 2d }, send: [ops] }]",
        "butler.yaml:2: routes[0].throttle: holds back for 2d, which is longer than maxEventAge (1d)")]
    [InlineData(
        "routes: [{ name: r, on: '*', send: [{ channel: ops, throttle: { every: 2d } }] }]",
        "butler.yaml:2: routes[0].send[0].throttle: holds back for 2d, which is longer than maxEventAge (1d)")]
    [InlineData("routes: [{ name: r, on: '*', send: [ops] }]\ndefaultChannel: none\n", "")]
    [InlineData(
        "routes: [{ name: r, on: ['sense.reload.*', 'butler.*'], where: { hosts: 'qs.*', owners: 'INTERNAL\\dev', tasks: ['[PROD] Sales | "
            + "Finance'] }, send: [ops] }]",
        "")]
    public void What_is_probably_not_meant_is_a_warning(string text, string expected) =>
        Warnings(Channels + text).ShouldBe(expected.Length == 0 ? [] : [expected]);

    [Fact]
    public void A_channel_that_nothing_is_sent_to_is_a_warning() =>
        Warnings("channels:\n  first: { type: console }\n  used: { type: console }\n  late: { type: console }\n  spare: { type: console }\n"
            + "routes: [{ name: r, on: sense.reload.failed, send: [used], escalate: { after: 30m, send: [late] } }]")
            .ShouldBe(["butler.yaml:5: channels.spare: is used by no route and is not the default channel: nothing is sent to it"]);

    [Fact]
    public void A_bare_name_of_a_channel_is_enough_beside_mappings()
    {
        var route = Read("channels: { a: { type: console }, b: { type: console } }\nroutes: [{ name: r, on: sense.reload.failed, send: [a, "
            + "{ channel: b, throttle: { every: 5m } }], escalate: { after: 30m, send: [b] } }]")
            .Routes.ShouldHaveSingleItem();
        route.Send.Select(s => (s.Channel, s.Options?.Type, s.Throttle?.Every)).ShouldBe(
            [("a", "console", null), ("b", "console", TimeSpan.FromMinutes(5))]);
        route.Escalate!.Send.Select(s => (s.Channel, s.Options?.Type)).ShouldBe([("b", "console")]);
    }

    [Fact]
    public void The_shipped_file_is_good()
    {
        var options = Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "butler.yaml")));
        options.Routes.ShouldHaveSingleItem().On.ShouldBe(["*"]);
        options.Channels.Values.ShouldHaveSingleItem().ShouldBeOfType<ConsoleOptions>();
    }

    [Fact]
    public void Everything_in_the_documented_full_form_is_known() =>
        YamlFile.Read(
            "butler.yaml", File.ReadAllText(Repository.PathOf("docs/butler.full.yaml")), Reading.Butler.Type, _ => "https://example.com/x")
            .Cloud.Tenants.ShouldHaveSingleItem().Access.ShouldNotBeNull().ApiKey.ShouldBe("https://example.com/x");

    [Fact]
    public void A_route_overrides_what_is_no_secret_of_a_channel()
    {
        var options = Read(
            Hook + "routes: [{ name: r, on: '*', send: [{ channel: ops, method: PUT, giveUpAfter: 1h, throttle: { every: 5m } }] }]");
        var sent = options.Sent("r", "ops", escalated: false).ShouldBeOfType<WebhookOptions>();
        (sent.Url!.Host, sent.Method, sent.GiveUpAfter).ShouldBe(("hook", "PUT", TimeSpan.FromHours(1)));
        options.Channels["ops"].ShouldBeOfType<WebhookOptions>().Method.ShouldBe("POST");
        options.Sent("gone", "ops", escalated: false).ShouldBe(options.Channels["ops"]);
        options.Sent("gone", "gone", escalated: false).ShouldBeNull();
    }

    [Fact]
    public void The_schema_in_docs_is_the_one_of_the_code() =>
        Repository.ShouldMatch(
            "docs/schema/butler.schema.json", YamlFile.Schema("butler.yaml", Reading.Butler.Type).ToJsonString(Repository.Indented) + "\n");

    private static IReadOnlyList<string> Warnings(string text)
    {
        YamlFile.Read("butler.yaml", text, Reading.Butler.Type, _ => null, out var warnings);
        return [.. warnings.Select(w => w.ToString())];
    }

    private static ButlerOptions Read(string text) => YamlFile.Read("butler.yaml", text, Reading.Butler.Type, _ => null);
}
