using System.Net;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Configuration;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Configuration;

/// <summary>How <c>relay.yaml</c> is read: every key is known; one whose feature is not built yet is refused as such when used.</summary>
/// <param name="overrides">What the environment puts over it.</param>
/// <param name="time">The clock that token lifetimes are reckoned by.</param>
internal sealed class RelayOptionsYaml(Overrides overrides, TimeProvider time)
{
    private const long SmallestJournal = 4L * 1024 * 1024;
    private static readonly string[] LogLevels = ["trace", "debug", "info", "warning", "error"];

    /// <summary>The whole file.</summary>
    public YamlType<RelayOptions> Type() => Yaml.Object(keys => keys.Has("Butler") ? OfButler(keys) : MqttYaml.WithBroker(keys, new RelayOptions
    {
        Relay = keys.Optional("relay", Relay(), new RelayOptions.RelaySection(), "Who this relay is"),
        ServiceBus = overrides.Has(Overrides.ServiceBus)
            ? keys.Optional("serviceBus", ServiceBus(), InsteadOfServiceBus(keys), "Where events go")
            : keys.Required("serviceBus", ServiceBus(), "where events go: { connection: ... }"),
        Proxy = keys.Optional("proxy", Proxy(), "The outbound web proxy; absent: as the environment says"),
        Udp = keys.Optional("udp", Udp(), InsteadOfUdp(keys), "Where datagrams come from"),
        Journal = keys.Optional("journal", Journal(), InsteadOfJournal(keys), "Where datagrams are kept until Service Bus has them"),
        Qrs = keys.Optional("qrs", QrsYaml.Qrs(), "Sense's repository service"),
        Reconcile = keys.Optional("reconcile", QrsYaml.Reconcile(), "Finding executions that no datagram told of; off when absent"),
        ScriptLog = keys.Optional("scriptLog", QrsYaml.ScriptLog(), new RelayOptions.ScriptLogSection(), "What of script logs goes with events"),
        Commands = keys.Optional("commands", new CommandsYaml(overrides).Type(), InsteadOfCommands(keys), "What the cloud side may have done here"),
        Engine = keys.Optional("engine", CommandsYaml.Engine(), "Sense's engine, for reloading and describing apps"),
        Mqtt = keys.Optional("mqtt", MqttYaml.Section, "How tasks are started by MQTT; absent: not at all"),
        Log = keys.Optional("log", LogSection(), InsteadOfLog(keys), "What is written to the log, and where"),
    }));

    /// <summary>The file is the one of the Node.js tool: one fault says so, instead of one for each of its keys.</summary>
    private static RelayOptions OfButler(YamlKeys keys)
    {
        keys.Fail("Butler", YamlFile.OfButler);
        keys.IgnoreTheRest();
        return new RelayOptions { ServiceBus = null! };
    }

    private static YamlType<RelayOptions.RelaySection> Relay() => Yaml.Object(keys => new RelayOptions.RelaySection
    {
        Name = keys.Optional("name", Name(), Environment.MachineName, "The relay's name, unique in its site; by default the machine's"),
        Site = keys.Optional("site", Name(), "default", "The site (a Sense cluster) it serves"),
        Environment = keys.Optional("environment", Yaml.Text, "Free text such as prod, on every event"),
    });

    private YamlType<RelayOptions.ServiceBusSection> ServiceBus() =>
        Yaml.Object(keys => new RelayOptions.ServiceBusSection
        {
            Connection = keys.Required(
                "connection",
                overrides.Over(Overrides.ServiceBus, Yaml.Secret.Then<ServiceBusConnection>(Connect), Connect),
                "a connection string, or https://NAMESPACE.servicebus.windows.net for Entra ID"),
        });

    private YamlType<RelayOptions.UdpSection> Udp() => Yaml.Object(keys =>
    {
        return new RelayOptions.UdpSection
        {
            Listen = keys.Optional(
                "listen",
                overrides.Over(Overrides.Udp, Yaml.Text.Then<ListenAddress>(Listen), Listen),
                overrides.Instead(Overrides.Udp, keys, "listen", Listen, new ListenAddress(null, 9998)),
                "Where to listen, " + ListenAddress.Expected),
            TimeZone = keys.Optional("timeZone", Yaml.TimeZone, "The zone of the log's time stamps; by default the machine's"),
            Encoding = keys.Optional(
                "encoding", UdpRulesYaml.Encoding, "What text is read as that is neither UTF-8 nor UTF-16: auto (the machine's ANSI code page, or else Windows-1252) or a name such as windows-1250"),
            MaxSkew = keys.Optional(
                "maxSkew", UdpRulesYaml.MaxSkew, new RelayOptions.UdpSection().MaxSkew, "How far the log's time may be from the time of receipt and still be relied on"),
            AllowedSources = keys.Optional("allowedSources", UdpRulesYaml.Sources, "Who may send: addresses, ranges such as 10.0.0.0/8, and host names; absent: anybody"),
            RateLimit = keys.Optional("rateLimit", UdpRulesYaml.RateLimit, "How much one sender may send; absent: no limit"),
            MaxSize = UdpRulesYaml.MaxSize(keys),
            Mirror = keys.Optional("mirror", UdpRulesYaml.Mirror, "Who gets a copy of each datagram that was taken"),
        };
    });

    private YamlType<RelayOptions.JournalSection> Journal()
    {
        var standard = new RelayOptions.JournalSection();
        return Yaml.Object(keys => new RelayOptions.JournalSection
        {
            Directory = keys.Optional(
                "directory",
                overrides.Over(Overrides.Journal, Yaml.Text, Same),
                overrides.Instead(Overrides.Journal, keys, "directory", Same, standard.Directory),
                "The journal's directory, this relay's alone; from where this file lies"),
            MaxSize = keys.Optional("maxSize", Yaml.Bytes.Then<long>(AtLeastSmallest), standard.MaxSize, "How large it may grow; more is refused"),
            Fsync = keys.Optional("fsync", Yaml.Duration.Then<TimeSpan>(Interval), standard.Fsync, "How long what was accepted may stay exposed to a power cut"),
        });
    }

    private YamlType<RelayOptions.LogSection> LogSection()
    {
        var standard = new RelayOptions.LogSection();
        return Yaml.Object(keys => new RelayOptions.LogSection
        {
            Level = keys.Optional(
                "level",
                overrides.Over(Overrides.LogLevel, Yaml.OneOf(LogLevels), Level),
                overrides.Instead(Overrides.LogLevel, keys, "level", Level, standard.Level),
                "The least that is written"),
            Directory = keys.Optional("directory", Yaml.Text, "Where log files go, one each day; absent: only the console"),
            Keep = keys.Optional("keep", Yaml.Duration, standard.Keep, "How long log files are kept"),
        });
    }

    /// <summary>Null where the section is there and says nothing.</summary>
    private static YamlType<ProxySection?> Proxy() => Yaml.Object(keys =>
    {
        var url = keys.Optional("url", Yaml.Secret.Then<Uri>(ProxyUrl), "The proxy's address, such as http://proxy.example.com:8080; with USER:PASSWORD@ where it asks for them");
        var asAccount = keys.Optional("useDefaultCredentials", Yaml.Bool, fallback: false, "Whether to log on as the account that the relay runs as (Windows)");
        if (asAccount && url is null && !keys.IsFaulty("url"))
        {
            keys.Fail("useDefaultCredentials", "is of no use without url, the proxy's address");
        }
        else if (asAccount && url is { UserInfo.Length: > 0 })
        {
            keys.Fail("useDefaultCredentials", "and a user in url exclude each other; remove one of them");
        }

        return url is null ? null : new ProxySection
        {
            Url = new UriBuilder(url) { UserName = "", Password = "" }.Uri,
            UseDefaultCredentials = asAccount,
            Credentials = url.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
                ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(string.Concat(password)))
                : null,
        };
    });

    private static YamlType<string> Name() => Yaml.Text.Then((string text, out string name) =>
        (name = text) is { Length: <= 50 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : "must be 1 to 50 ASCII letters, digits, points, hyphens and underscores");

    private RelayOptions.ServiceBusSection InsteadOfServiceBus(YamlKeys keys) =>
        new() { Connection = overrides.Instead<ServiceBusConnection>(Overrides.ServiceBus, keys, "serviceBus", Connect, null!) };

    private RelayOptions.UdpSection InsteadOfUdp(YamlKeys keys) =>
        new() { Listen = overrides.Instead(Overrides.Udp, keys, "udp", Listen, new ListenAddress(null, 9998)) };

    private RelayOptions.JournalSection InsteadOfJournal(YamlKeys keys) =>
        new() { Directory = overrides.Instead(Overrides.Journal, keys, "journal", Same, new RelayOptions.JournalSection().Directory) };

    private CommandsSection InsteadOfCommands(YamlKeys keys) =>
        new() { Key = overrides.Instead<string?>(Overrides.CommandKey, keys, "commands", CommandsYaml.LongEnough, null) };

    private RelayOptions.LogSection InsteadOfLog(YamlKeys keys) =>
        new() { Level = overrides.Instead(Overrides.LogLevel, keys, "log", Level, new RelayOptions.LogSection().Level) };

    private static string? Level(string text, out string value) =>
        LogLevels.Contains(value = text.ToLowerInvariant()) ? null : $"is \"{text}\"; expected one of {string.Join(", ", LogLevels)}";

    private static string? Same(string text, out string value)
    {
        value = text;
        return null;
    }

    private static string? Listen(string text, out ListenAddress value) =>
        ListenAddress.TryParse(text, out value) ? null : $"is not {ListenAddress.Expected}";

    private static string? ProxyUrl(string text, out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url!) && url is { Scheme: "http" or "https", Host.Length: > 0, PathAndQuery: "/" }
            ? null
            : "is not http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT with special characters percent-encoded";

    private static string? AtLeastSmallest(long bytes, out long value) => (value = bytes) >= SmallestJournal ? null : "must be at least 4MiB";

    private static string? Interval(TimeSpan interval, out TimeSpan value) =>
        (value = interval) >= TimeSpan.FromMilliseconds(1) && interval <= TimeSpan.FromMinutes(1) ? null : "must be from 1ms to 1m";

    private string? Connect(string text, out ServiceBusConnection value)
    {
        value = null!;
        try
        {
            value = ServiceBusConnection.Parse(text, time);
            return null;
        }
        catch (FormatException problem)
        {
            return $"cannot be used: {problem.Message}";
        }
    }
}
