using Butler.Core.Configuration;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Logging;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.Reconcile;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Configuration;

/// <summary>Reads the whole of <c>relay.yaml</c>; each section is read by the folder that uses it.</summary>
/// <param name="overrides">The environment variables that replace values of the file.</param>
/// <param name="time">The clock that token lifetimes are reckoned by.</param>
internal sealed class RelayOptionsReader(EnvironmentOverrides overrides, TimeProvider time)
{
    private readonly UdpOptionsReader udp = new(overrides);
    private readonly JournalOptionsReader journal = new(overrides);
    private readonly CommandsOptionsReader commands = new(overrides);
    private readonly LogOptionsReader log = new(overrides);

    /// <summary>The whole file.</summary>
    public YamlType<RelayOptions> Type() => Yaml.Object(keys => keys.Has("Butler") ? OfButler(keys) : WithBroker(keys, new RelayOptions
    {
        Relay = keys.Optional("relay", RelayIdentityReader.Type(), new RelayIdentity(), "Who this relay is"),
        ServiceBus = new ServiceBusOptionsReader(overrides, time).Read(keys),
        Proxy = keys.Optional("proxy", ProxyOptionsReader.Type(), "The outbound web proxy; absent: as the environment says"),
        Udp = keys.Optional("udp", udp.Type(), udp.Absent(keys), "Where datagrams come from"),
        Journal = keys.Optional("journal", journal.Type(), journal.Absent(keys), "Where datagrams are kept until Service Bus has them"),
        Qrs = keys.Optional("qrs", QrsOptionsReader.Type(), "Sense's repository service"),
        Reconcile = keys.Optional(
            "reconcile", ReconcileOptionsReader.Type(), "Finding executions that no datagram told of; off when absent"),
        ScriptLog = keys.Optional(
            "scriptLog", ScriptLogOptionsReader.Type(), new ScriptLogOptions(), "What of script logs goes with events"),
        Commands = keys.Optional("commands", commands.Type(), commands.Absent(keys), "What the cloud side may have done here"),
        Engine = keys.Optional("engine", EngineOptionsReader.Type(), "Sense's engine, for reloading and describing apps"),
        Mqtt = keys.Optional("mqtt", MqttOptionsReader.Section, "How tasks are started by MQTT; absent: not at all"),
        Log = keys.Optional("log", log.Type(), log.Absent(keys), "What is written to the log, and where"),
    }));

    /// <summary>The file is the one of the Node.js tool: one fault says so, instead of one for each of its keys.</summary>
    private static RelayOptions OfButler(YamlKeys keys)
    {
        keys.Fail("Butler", YamlFile.OfButler);
        keys.IgnoreTheRest();
        return new RelayOptions { ServiceBus = null! };
    }

    /// <summary>Checks that the broker which the section <c>mqtt</c> names is there.</summary>
    private static RelayOptions WithBroker(YamlKeys keys, RelayOptions options)
    {
        if (keys.IsReading && options.Mqtt is { Broker: { } broker })
        {
            // A section that is itself faulty has been reported: then only names are compared.
            if (!keys.Names("commands", "deliver").Contains(broker))
            {
                keys.Fail("mqtt", $"names the broker \"{broker}\", which is not in commands.deliver");
            }
            else if (options.Commands?.Deliver?.GetValueOrDefault(broker) is { Mqtt: null })
            {
                keys.Fail("mqtt", $"names \"{broker}\" of commands.deliver, which is no mqtt destination");
            }
        }

        return options;
    }
}
