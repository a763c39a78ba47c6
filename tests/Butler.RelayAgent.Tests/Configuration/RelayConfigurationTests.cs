using System.Text.Json;
using Butler.Core.Configuration;
using Butler.Core.ScriptLogs;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Logging;
using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.Reconcile;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Tests.Configuration;

public sealed class RelayConfigurationTests : IDisposable
{
    private const string Connection =
        "Endpoint=sb://127.0.0.1:5380;SharedAccessKeyName=relay;SharedAccessKey=c2VjcmV0;UseDevelopmentEmulator=true";

    private readonly string directory = Directory.CreateTempSubdirectory("butler-config-").FullName;
    private readonly Dictionary<string, string> environment = new() { ["BUTLER_SERVICEBUS"] = Connection };

    [Fact]
    public void The_file_that_ships_works()
    {
        environment["BUTLER_RELAY_CONFIG"] = Path.Combine(AppContext.BaseDirectory, "relay.yaml");

        var options = RelayConfiguration.Read(environment.GetValueOrDefault);

        options.ServiceBus.Connection.Address.ShouldBe(new Uri("http://127.0.0.1:5380/"));
        (options with { ServiceBus = null!, File = null, Shown = null }).ShouldBe(new RelayOptions
        {
            ServiceBus = null!,
            Journal = new JournalOptions { Directory = Path.Combine(AppContext.BaseDirectory, "journal") },
        });
    }

    [Fact]
    public void Every_key_is_read()
    {
        var options = Read("""
            relay: { name: sense-node-1, site: emea, environment: prod }
            serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
            proxy: { url: null, useDefaultCredentials: false }
            udp: { listen: "127.0.0.1:9000", timeZone: Europe/Stockholm, encoding: windows-1250, maxSkew: 5m, mirror: [] }
            journal: { directory: data, maxSize: 2GiB, fsync: 20ms }
            commands:
              key: 0123456789abcdef0123456789abcdef
              startTask: { any: true, tasks: [0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33], tags: [t], customProperties: { Team: Finance, Load: [a, b] }, types: [reload] }
              reloadApp: { apps: [6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1] }
              dumpApp: { apps: [6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c2], storageAccounts: [acme, acme.blob.core.usgovcloudapi.net] }
              files: { copy: [{ from: /in, to: /out }], delete: [/tmp/x], createDir: [/a], qvdPath: /qvd }
              deliver: { hook: { http: "https://h.example/x", headers: { a: b }, ca: ca.pem }, disk: { file: /alerts } }
            engine: { url: "wss://sense:4747", user: 'INTERNAL\sa_api' }
            log: { level: debug, directory: logs, keep: 7d }
            """);

        (options with { ServiceBus = null!, File = null, Shown = null }).ShouldBe(new RelayOptions
        {
            Relay = new RelayIdentity { Name = "sense-node-1", Site = "emea", Environment = "prod" },
            ServiceBus = null!,
            Udp = new UdpOptions
            {
                Listen = new(System.Net.IPAddress.Loopback, 9000),
                TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm"),
                Encoding = EncodingName.Find("windows-1250"),
                MaxSkew = TimeSpan.FromMinutes(5),
            },
            Journal = new JournalOptions
            {
                Directory = Path.Combine(directory, "data"),
                MaxSize = 2L * 1024 * 1024 * 1024,
                Fsync = TimeSpan.FromMilliseconds(20),
            },
            Commands = options.Commands,
            Engine = new EngineOptions { Url = new Uri("wss://sense:4747"), User = @"INTERNAL\sa_api" },
            Log = new LogOptions { Level = "debug", Directory = Path.Combine(directory, "logs"), Keep = TimeSpan.FromDays(7) },
        });
        options.File.ShouldBe(Path.Combine(directory, "relay.yaml"));
        JsonSerializer.Serialize(options.Commands).ShouldBe(JsonSerializer.Serialize(new CommandsOptions
        {
            Key = "0123456789abcdef0123456789abcdef",
            StartTask = new StartTaskRules
            {
                Any = true,
                Tasks = [Guid.Parse("0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33")],
                Tags = ["t"],
                CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["Team"] = ["Finance"], ["Load"] = ["a", "b"] },
                Types = ["reload"],
            },
            ReloadApp = new ReloadAppRules { Apps = [Guid.Parse("6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1")] },
            DumpApp = new DumpAppRules
            {
                Apps = [Guid.Parse("6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c2")],
                StorageAccounts = ["acme.blob.core.windows.net", "acme.blob.core.usgovcloudapi.net"],
            },
            Files = new FileRules { Copy = [new("/in", "/out")], Delete = ["/tmp/x"], CreateDir = ["/a"], QvdPath = "/qvd" },
            Deliver = new Dictionary<string, DestinationOptions>
            {
                ["hook"] = new()
                {
                    Http = new Uri("https://h.example/x"),
                    Headers = new Dictionary<string, string> { ["a"] = "b" },
                    Ca = Path.Combine(directory, "ca.pem"),
                },
                ["disk"] = new() { File = "/alerts" },
            },
        }));
    }

    [Fact]
    public void Every_key_about_Sense_is_read()
    {
        var options = Read("""
            qrs:
              { url: "https://sense.example.com:4242", certificate: client.pem, key: certs/client_key.pem, password: p, ca: /etc/root.pem,
                serverName: node1, verify: false, user: "EMEA\\svc_butler" }
            reconcile: { every: 1m, lookBack: 12h }
            scriptLog: { head: 5, tail: 7, redact: ["X-[0-9]+"], errorSigns: ["Avbrott (", "/stop [a-z]{2}/"], store: { directory: logs, keep: 14d } }
            """);

        options.Qrs.ShouldBe(new QrsOptions
        {
            Url = new Uri("https://sense.example.com:4242"),
            Certificate = Path.Combine(directory, "client.pem"),
            Key = Path.Combine(directory, "certs", "client_key.pem"),
            Password = "p",
            Ca = Path.GetFullPath("/etc/root.pem"),
            ServerName = "node1",
            Verify = false,
            User = @"EMEA\svc_butler",
        });
        options.Reconcile.ShouldBe(new ReconcileOptions { Every = TimeSpan.FromMinutes(1), LookBack = TimeSpan.FromHours(12) });
        options.ScriptLog.Redact.ShouldHaveSingleItem().ToString().ShouldBe("X-[0-9]+");
        options.ScriptLog.Parts.ErrorSigns.Select(sign => (sign.ToString(), sign.IsMatch("AVBROTT (3)"), sign.IsMatch("Stop AB")))
            .ShouldBe([(@"Avbrott\ \(", true, false), ("stop [a-z]{2}", false, true)]);
        (options.ScriptLog with { Redact = [], Parts = options.ScriptLog.Parts with { ErrorSigns = [] } }).ShouldBe(new ScriptLogOptions
        {
            Parts = new ScriptLogParts { Head = 5, Tail = 7 },
            Store = new() { Directory = Path.Combine(directory, "logs"), Keep = TimeSpan.FromDays(14) },
        });
    }

    [Fact]
    public void A_proxy_is_read_and_its_password_kept_apart()
    {
        var proxy = Read("proxy: { url: \"http://us%40er:p%3Aw@proxy.example.com:8080\" }").Proxy!;

        (proxy.Url, proxy.UseDefaultCredentials).ShouldBe((new Uri("http://proxy.example.com:8080"), false));
        (proxy.Credentials!.UserName, proxy.Credentials.Password).ShouldBe(("us@er", "p:w"));
        var way = proxy.Create();
        way.IsBypassed(new Uri("https://x.servicebus.windows.net")).ShouldBeFalse();
        way.IsBypassed(new Uri("http://127.0.0.1:5380")).ShouldBeTrue();
        Read("proxy: { url: http://p:8080, useDefaultCredentials: true }").Proxy!.Create().Credentials
            .ShouldBe(System.Net.CredentialCache.DefaultNetworkCredentials);
        Read("proxy: { url: null, useDefaultCredentials: false }").Proxy.ShouldBeNull();
    }

    [Theory]
    [InlineData("auto", null)]
    [InlineData("AUTO", null)]
    [InlineData("Windows-1252", "windows-1252")]
    [InlineData("1252", "windows-1252")]
    [InlineData("iso-8859-1", "iso-8859-1")]
    [InlineData("utf-8", "utf-8")]
    [InlineData("utf-16", "utf-16")]
    [InlineData("shift_jis", "shift_jis")]
    public void An_encoding_is_read_by_its_name(string name, string? expected) =>
        (Read($"udp: {{ encoding: {name} }}").Udp.Encoding?.WebName).ShouldBe(expected);

    [Theory]
    [InlineData(
        "udp: { encoding: windos-1252 }",
        "udp.encoding: is not auto or the name of an encoding, such as windows-1252, iso-8859-1, utf-8 or utf-16; did you mean "
            + "\"windows-1252\"?")]
    [InlineData(
        "udp: { encoding: klingon-script }",
        "udp.encoding: is not auto or the name of an encoding, such as windows-1252, iso-8859-1, utf-8 or utf-16")]
    [InlineData("udp: { maxSkew: 30s }", "udp.maxSkew: must be from 1m to 1d")]
    [InlineData("udp: { maxSkew: 2d }", "udp.maxSkew: must be from 1m to 1d")]
    [InlineData(
        "scriptLog: { errorSigns: [ab] }",
        "scriptLog.errorSigns[0]: must have at least 3 characters: shorter texts are in nearly every line")]
    [InlineData("scriptLog: { errorSigns: ['/x*/'] }", "scriptLog.errorSigns[0]: matches every line, because it matches an empty text")]
    [InlineData(
        "scriptLog: { errorSigns: ['/(?=x)y/'] }",
        "scriptLog.errorSigns[0]: has a back reference or a look-around, which is not allowed in error signs, because each line of each "
            + "log is matched")]
    public void What_is_wrong_with_text_and_clocks_is_named(string text, string fault) =>
        Should.Throw<ConfigurationException>(() => Read(text)).Message.ShouldBe(Path.Combine(directory, "relay.yaml:1: ") + fault);

    [Theory]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("w. europe standard time", "Europe/Berlin")]
    [InlineData("FLE Standard Time", "Europe/Helsinki")]
    [InlineData("Europe/Stockholm", "Europe/Stockholm")]
    public void A_time_zone_is_named_as_IANA_or_Windows_does(string name, string meant)
    {
        var zone = Read($"udp: {{ timeZone: {name} }}").Udp.TimeZone!;
        var summer = new DateTime(2031, 7, 1, 12, 0, 0, DateTimeKind.Utc);
        (zone.GetUtcOffset(summer), zone.BaseUtcOffset)
            .ShouldBe((TimeZoneInfo.FindSystemTimeZoneById(meant).GetUtcOffset(summer),
                TimeZoneInfo.FindSystemTimeZoneById(meant).BaseUtcOffset));
    }

    [Fact]
    public void Tasks_to_start_are_reloads_unless_types_says_otherwise()
    {
        Read("commands: { startTask: { any: true } }").Commands.StartTask.Types.ShouldBe(["reload"]);
        Read("commands: { startTask: { any: true, types: [] } }").Commands.StartTask.Types.ShouldBeEmpty();
    }

    [Fact]
    public void The_file_of_Butler_is_told_so() =>
        Should.Throw<ConfigurationException>(() => Read("Butler:\n  logLevel: info\n")).Faults.ShouldHaveSingleItem().Message
            .ShouldStartWith("begins the configuration file of Butler, the Node.js tool");

    [Fact]
    public void Sources_are_addresses_ranges_and_names() =>
        Read("udp: { allowedSources: [10.0.0.5, 10.0.0.0/8, 'fd00::/8', node2.example.com] }").Udp.AllowedSources!
            .Select(s => (s.Text, IsRange: s.Network is not null))
            .ShouldBe([("10.0.0.5", true), ("10.0.0.0/8", true), ("fd00::/8", true), ("node2.example.com", false)]);

    [Fact]
    public void A_pattern_that_is_none_is_named() =>
        Should.Throw<ConfigurationException>(() => Read("scriptLog: { redact: ['('] }")).Message
            .ShouldStartWith(Path.Combine(directory, "relay.yaml:1: scriptLog.redact[0]: is not a regular expression: "));

    [Theory]
    [InlineData("relay: { name: n }")]
    [InlineData("""
        serviceBus: { connection: "${NOT_SET}" }
        udp: { listen: "0.0.0.0:9998" }
        journal: { directory: "${NOT_SET}" }
        commands: { key: "${NOT_SET}" }
        """)]
    public void The_environment_wins_over_the_file_even_where_that_cannot_be_read(string text)
    {
        environment["BUTLER_RELAY_UDP"] = "127.0.0.1:0";
        environment["BUTLER_RELAY_JOURNAL"] = directory;
        environment["BUTLER_COMMAND_KEY"] = "0123456789abcdef0123456789abcdef\n";

        var options = Read(text);

        options.ServiceBus.Connection.Address.ShouldBe(new Uri("http://127.0.0.1:5380/"));
        options.Udp.Listen.ToString().ShouldBe("127.0.0.1:0");
        options.Journal.Directory.ShouldBe(directory);
        options.Commands.Key.ShouldBe("0123456789abcdef0123456789abcdef");
    }

    [Theory]
    [InlineData("engine: { url: \"https://x\", user: a\\b }", "relay.yaml:1: engine.url: is not an absolute URL (wss:// or ws://)")]
    [InlineData("engine: { url: \"wss://x:4747\", user: b }", "relay.yaml:1: engine.user: must be DIRECTORY\\user")]
    [InlineData("mqtt: { broker: b, startTaskTopic: t }", "relay.yaml:1: mqtt: names the broker \"b\", which is not in commands.deliver")]
    [InlineData(
        "mqtt: { broker: b, startTaskTopic: t }\ncommands: { deliver: { b: { http: https://h } } }",
        "relay.yaml:1: mqtt: names \"b\" of commands.deliver, which is not an mqtt destination")]
    [InlineData(
        "mqtt: { broker: b, startTaskTopic: t }\ncommands: { deliver: { b: { mqtt: broker } } }",
        "relay.yaml:2: commands.deliver.b.mqtt: is not a broker such as mqtt://HOST:1883 or, with TLS, mqtts://HOST:8883")]
    [InlineData(
        "mqtt: { broker: b, startTaskTopic: a/#/b }",
        "relay.yaml:1: mqtt.startTaskTopic: holds a wildcard that is not a whole level, or a # that is not the last one")]
    [InlineData(
        "commands: { deliver: { b: { mqtt: broker } } }",
        "relay.yaml:1: commands.deliver.b.mqtt: is not a broker such as mqtt://HOST:1883 or, with TLS, mqtts://HOST:8883")]
    [InlineData(
        "commands: { deliver: { m: { smtp: { host: h }, http: https://h } } }",
        "relay.yaml:1: commands.deliver.m: expected one of http, smtp, mqtt and file")]
    [InlineData(
        "commands: { deliver: { m: { smtp: { host: h, user: u } } } }",
        "relay.yaml:1: commands.deliver.m.smtp.user: user and password belong together")]
    [InlineData(
        "commands: { deliver: { m: { smtp: { host: h, security: ssl } } } }",
        "relay.yaml:1: commands.deliver.m.smtp.security: is \"ssl\", expected one of none, starttls, tls")]
    [InlineData(
        "commands: { deliver: { m: { smtp: { host: h }, from: nobody } } }",
        "relay.yaml:1: commands.deliver.m.from: must be a sender such as Qlik Sense <no-reply@example.com>: it is not an e-mail address")]
    [InlineData(
        "commands: { key: 0123456789abcdef0123456789abcde }",
        "relay.yaml:1: commands.key: is shorter than 32 bytes; use the output of \"butler relay-key --site SITE --relay NAME\"")]
    [InlineData(
        "commands: { startTask: { tasks: [x], types: [reload] } }",
        "relay.yaml:1: commands.startTask.tasks[0]: is \"x\", expected a GUID such as 6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1")]
    [InlineData(
        "commands: { startTask: { types: [reloads] } }",
        "relay.yaml:1: commands.startTask.types[0]: is \"reloads\", expected one of reload, externalprogram, usersync, distribute, "
            + "preload; did you mean \"reload\"?")]
    [InlineData(
        "commands: { files: { delete: [/a/../b] } }",
        "relay.yaml:1: commands.files.delete[0]: must be a folder's full path: it has . or .. in it")]
    [InlineData(
        "commands: { files: { qvdPath: qvd } }",
        "relay.yaml:1: commands.files.qvdPath: must be a folder's full path: it does not start with /")]
    [InlineData(
        "commands: { deliver: { m: { method: PUT } } }",
        "relay.yaml:1: commands.deliver.m: expected one of http, smtp, mqtt and file")]
    [InlineData(
        "qrs: { user: 'D\\u' }",
        "relay.yaml:1: qrs: lacks the key \"url\": the repository service, such as https://sense.example.com:4242")]
    [InlineData(
        "qrs: { url: https://s/qrs/app, pfx: c }",
        "relay.yaml:1: qrs.url: must be the service's address only, such as https://sense.example.com:4242")]
    [InlineData(
        "qrs: { url: https://s:4242 }",
        "relay.yaml:1: qrs: exactly one client certificate is needed: certificate with key, or pfx, or thumbprint")]
    [InlineData("qrs: { url: https://s:4242, certificate: c.pem }", "relay.yaml:1: qrs: certificate and key belong together")]
    [InlineData(
        "qrs: { url: https://s:4242, certificate: c, key: k, pfx: c }",
        "relay.yaml:1: qrs.certificate: exactly one client certificate is needed: certificate with key, or pfx, or thumbprint")]
    [InlineData(
        "qrs: { url: https://s:4242, thumbprint: a1 }",
        "relay.yaml:1: qrs.thumbprint: must be the 40 hexadecimal digits that the Windows certificate store shows")]
    [InlineData(
        "qrs: { url: https://s:4242, pfx: c, user: sa_api }",
        "relay.yaml:1: qrs.user: must be a user directory and a user id, such as INTERNAL\\sa_api")]
    [InlineData("reconcile: { every: 1s }", "relay.yaml:1: reconcile.every: must be at least 10s")]
    [InlineData("reconcile: { lookBack: 90d }", "relay.yaml:1: reconcile.lookBack: must be from 1m to 30d")]
    [InlineData("scriptLog: { head: -1 }", "relay.yaml:1: scriptLog.head: is \"-1\", expected a whole number from 0 to 1000")]
    [InlineData("scriptLog: { store: { keep: 1h } }", "relay.yaml:1: scriptLog.store.keep: must be at least 1d")]
    [InlineData("reconcile: { firstLookBack: 1s }", "relay.yaml:1: reconcile.firstLookBack: must be from 1m to 30d")]
    [InlineData(
        "proxy: { url: \"p:8080\" }",
        "relay.yaml:1: proxy.url: is not http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT with special characters percent-encoded")]
    [InlineData(
        "proxy: { url: \"http://u:secret@p:8080/path\" }",
        "relay.yaml:1: proxy.url: is not http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT with special characters percent-encoded")]
    [InlineData(
        "proxy: { useDefaultCredentials: true }",
        "relay.yaml:1: proxy.useDefaultCredentials: has no effect without url, the proxy's address")]
    [InlineData(
        "proxy: { url: \"http://u:p@p:8080\", useDefaultCredentials: true }",
        "relay.yaml:1: proxy.useDefaultCredentials: and a user in url exclude each other; remove one of them")]
    [InlineData(
        "udp: { mirror: [a] }",
        "relay.yaml:1: udp.mirror[0]: is not a host and port such as butler.example.com:9998, 10.0.0.5:9998 or [::1]:9998")]
    [InlineData(
        "udp: { allowedSources: [10.0.0.0/33] }",
        "relay.yaml:1: udp.allowedSources[0]: is not an address such as 10.0.0.5, a range such as 10.0.0.0/8 or fd00::/8, or a host name")]
    [InlineData("udp: { maxSize: 64KiB }", "relay.yaml:1: udp.maxSize: must be from 1 to 65535 bytes")]
    [InlineData("udp: { rateLimit: { per: 1m } }", "relay.yaml:1: udp.rateLimit: lacks the key \"perSource\": the number of datagrams")]
    [InlineData(
        "udp: { listen: nowhere }",
        "relay.yaml:1: udp.listen: is not an address and port such as 0.0.0.0:9998, [::]:9998 or 127.0.0.1:9998")]
    [InlineData("journal: { maxSize: 1KiB }", "relay.yaml:1: journal.maxSize: must be at least 4MiB")]
    [InlineData("journal: { fsync: 2m }", "relay.yaml:1: journal.fsync: must be from 1ms to 1m")]
    [InlineData("relay: { name: a b }", "relay.yaml:1: relay.name: must be 1 to 50 ASCII letters, digits, points, hyphens and underscores")]
    [InlineData(
        "serviceBus: { connection: a=b }",
        "relay.yaml:1: serviceBus.connection: cannot be used: The Service Bus connection string lacks Endpoint=sb://...")]
    public void A_fault_is_named_with_its_place(string text, string fault)
    {
        if (text.StartsWith("serviceBus", StringComparison.Ordinal))
        {
            environment.Clear();
        }

        Should.Throw<ConfigurationException>(() => Read(text)).Message.ShouldBe(Path.Combine(directory, fault));
    }

    [Fact]
    public void All_faults_are_listed_at_once()
    {
        environment.Clear();
        environment["BUTLER_RELAY_UDP"] = "nowhere";

        Should.Throw<ConfigurationException>(() => Read("""
            relay: { naem: x }
            udp: { }
            engine: { url: x }
            """)).Faults.Select(fault => fault.Key).ShouldBe(["", "relay.naem", "udp", "engine.url", "engine"], ignoreOrder: true);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        environment["BUTLER_RELAY_CONFIG"] = Path.Combine(directory, "none.yaml");

        Should.Throw<ConfigurationException>(() => RelayConfiguration.Read(environment.GetValueOrDefault)).Message
            .ShouldStartWith($"{Path.Combine(directory, "none.yaml")}: cannot be read (--config or BUTLER_RELAY_CONFIG names the file): ");
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private RelayOptions Read(string text)
    {
        var path = Path.Combine(directory, "relay.yaml");
        File.WriteAllText(path, text);
        environment["BUTLER_RELAY_CONFIG"] = path;
        return RelayConfiguration.Read(environment.GetValueOrDefault);
    }
}
