using Butler.Core.Configuration;
using Butler.Core.SelfReports;
using Butler.RelayAgent.Api;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.LicenseRelease;
using Butler.RelayAgent.Logging;
using Butler.RelayAgent.Monitors;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.Reconcile;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Configuration;

/// <summary>Reads <c>relay.yaml</c>; the reader of each section is in the folder that uses it.</summary>
/// <param name="overrides">The environment variables that replace values of the file.</param>
internal sealed class RelayOptionsReader(EnvironmentOverrides overrides)
{
    private readonly UdpOptionsReader udp = new(overrides);
    private readonly JournalOptionsReader journal = new(overrides);
    private readonly CommandsOptionsReader commands = new(overrides);
    private readonly RelayApiOptionsReader api = new(overrides);
    private readonly LogOptionsReader log = new(overrides);

    /// <summary>The whole file.</summary>
    public YamlType<RelayOptions> Type() => Yaml.Object(keys => keys.Has("Butler") ? OfButler(keys) : Checked(keys, new RelayOptions
    {
        Relay = keys.Optional("relay", RelayIdentityReader.Type(), new RelayIdentity(), "The identity of this relay"),
        ServiceBus = new ServiceBusOptionsReader(overrides).Read(keys),
        Proxy = keys.Optional("proxy", ProxyOptionsReader.Type(), "The outbound web proxy; absent: the proxy from the environment"),
        Udp = keys.Optional("udp", udp.Type(), udp.Absent(keys), "The settings for receiving datagrams"),
        Journal = keys.Optional(
            "journal", journal.Type(), journal.Absent(keys), "The journal, which stores datagrams until Service Bus has accepted them"),
        Qrs = keys.Optional("qrs", QrsOptionsReader.Type(), "Sense's repository service"),
        Monitors = keys.Optional(
            "monitors", MonitorsOptionsReader.Type(overrides), new MonitorsOptions(), "What is watched; each is off when absent"),
        LicenseRelease = keys.Optional(
            "licenseRelease", LicenseReleaseReader.Type(), "The release of unused access licenses; off when absent"),
        Reconcile = keys.Optional(
            "reconcile", ReconcileOptionsReader.Type(), "The search for executions without a datagram; off when absent"),
        ScriptLog = keys.Optional(
            "scriptLog", ScriptLogOptionsReader.Type(), new ScriptLogOptions(), "The script logs in events and on disk"),
        Commands = keys.Optional("commands", commands.Type(), commands.Absent(keys), "The rules for commands from the function app"),
        Engine = keys.Optional("engine", EngineOptionsReader.Type(), "Sense's engine, for reloading and describing apps"),
        Mqtt = keys.Optional("mqtt", MqttOptionsReader.Section, "The start of tasks with MQTT; absent: off"),
        Api = keys.Optional("api", api.Type(), "The HTTP API for load scripts on this machine; absent: off"),
        Self = keys.Optional("self", SelfYaml.Type, new SelfOptions(), "What the relay reports of itself; each is off when absent"),
        Log = keys.Optional("log", log.Type(), log.Absent(keys), "The settings of the log"),
    }));

    /// <summary>The file belongs to the Node.js tool: one fault says so, instead of one for each key.</summary>
    private static RelayOptions OfButler(YamlKeys keys)
    {
        keys.Fail("Butler", YamlFile.OfButler);
        keys.IgnoreTheRest();
        return new RelayOptions { ServiceBus = null! };
    }

    /// <summary>Checks that the broker in the section <c>mqtt</c> exists, and that monitors have a repository service to ask.</summary>
    private static RelayOptions Checked(YamlKeys keys, RelayOptions options)
    {
        if (keys.IsReading && !keys.Has("qrs"))
        {
            foreach (var name in keys.Names("monitors").Where(name => name != "services"))
            {
                keys.Fail("monitors", $"has {name}, which asks the repository service: add the section qrs");
            }
        }

        if (keys.IsReading && options.LicenseRelease is { Types.Count: > 0 })
        {
            CheckRelease(keys, options);
        }

        if (keys.IsReading && options.Mqtt is { Broker: { } broker })
        {
            // The fault of a faulty section has been reported, so only names are compared.
            if (!keys.Names("commands", "deliver").Contains(broker))
            {
                keys.Fail("mqtt", $"names the broker \"{broker}\", which is not in commands.deliver");
            }
            else if (options.Commands?.Deliver?.GetValueOrDefault(broker) is { Mqtt: null })
            {
                keys.Fail("mqtt", $"names \"{broker}\" of commands.deliver, which is not an mqtt destination");
            }
        }

        return options;
    }

    private static void CheckRelease(YamlKeys keys, RelayOptions options)
    {
        if (!keys.Has("qrs"))
        {
            keys.Fail("licenseRelease", "asks the repository service: add the section qrs");
        }

        if (options.Commands is { Key: null })
        {
            keys.Fail(
                "licenseRelease",
                "needs commands.key: a signed command of the function app says which relay of the site runs a release");
        }
    }
}
