using System.Globalization;
using Butler.Cli.Programs;
using Butler.Local.Processes;
using Butler.Local.Sense;

namespace Butler.Cli.Up;

/// <summary>The relay as a part of <c>butler up</c>.</summary>
internal static class RelayAgent
{
    private const string DefaultFile =
        """
        # Written by `butler up`, which was given no --relay-config. Its addresses and paths win over this file anyway.
        relay: { name: local, site: default, environment: local }
        serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
        udp: { listen: "127.0.0.1:9998" }
        commands: { key: "${BUTLER_COMMAND_KEY}", startTask: { tags: [startable by script] } }

        """;

    private const string AskRepository =
        """
        qrs:
          url: "${BUTLER_SENSE_QRS}"
          certificate: "${BUTLER_SENSE_CERTIFICATES}/client.pem"
          key: "${BUTLER_SENSE_CERTIFICATES}/client_key.pem"
          ca: "${BUTLER_SENSE_CERTIFICATES}/root.pem"
          user: INTERNAL\sa_api

        """;

    private const string AskEngine =
        """
        engine: { url: "${BUTLER_SENSE_ENGINE}", user: INTERNAL\sa_api }

        """;

    /// <summary>
    /// The monitors, a dry run of releases and the relay's own metrics, for the demonstration only: their events may be sent on by another
    /// butler.yaml. The intervals are short, so that a change in the simulator is soon an event.
    /// </summary>
    private const string Watch =
        """
        monitors:
          version: { every: 5m, url: "${BUTLER_SENSE_QRS}" }
          license: { every: 5m }
          access: { every: 5m, lowAvailable: 10% }
          certificates: { every: 1h }
          services: { every: 5s, status: off, hosts: [{ host: qsprod01 }, { host: qsprod02 }] }
        licenseRelease:
          every: 5m
          types: [professional, analyzer]
          neverUsed: { olderThan: 30d }
          never: { tags: [keep license], customProperties: { Department: HR }, inactive: yes, blocked: yes, removedExternally: yes }
          dryRun: true
        self: { metrics: { every: 5m } }

        """;

    /// <summary>The configuration file: the given one, or a new one for a relay of this system.</summary>
    /// <param name="given">The given file; null if none.</param>
    /// <param name="data">The data directory.</param>
    /// <param name="withSense">Whether a simulated Sense is available.</param>
    /// <param name="withMonitors">Whether the simulated Sense is monitored.</param>
    public static string ConfigurationFile(string? given, DataDirectory data, bool withSense, bool withMonitors)
    {
        if (given is not null)
        {
            return given;
        }

        var path = data.PathOf("relay.yaml");
        File.WriteAllText(path, withSense ? DefaultFile + AskSense(withMonitors) : DefaultFile);
        return path;
    }

    public static IReadOnlyDictionary<string, string> Environment(
        string file, string serviceBus, string commandKey, UpPorts ports, DataDirectory data, SenseSimulator? simulator,
        string? logLevel) =>
        new Dictionary<string, string>([
            .. simulator is null ? [] : Sense(simulator),
            .. logLevel is null ? [] : new Dictionary<string, string> { ["BUTLER_LOG_LEVEL"] = logLevel },
        ])
        {
            ["BUTLER_RELAY_CONFIG"] = file,
            ["BUTLER_SERVICEBUS"] = serviceBus,
            ["BUTLER_RELAY_UDP"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ports.Udp}"),
            ["BUTLER_RELAY_JOURNAL"] = data.Journal,
            ["BUTLER_COMMAND_KEY"] = commandKey,
            ["BUTLER_FUNCTIONAPP_URL"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports.Http}/api"),
            ["BUTLER_RELAY_LOOPBACK_UPLOADS"] = "true", // Azurite listens on this machine, by http
        };

    /// <summary>The relay logs to standard error, each entry with its level in three letters.</summary>
    private static LogLevel LevelOf(string line) =>
        line.Contains(" ERR ", StringComparison.Ordinal) || line.Contains(" FTL ", StringComparison.Ordinal) ? LogLevel.Error
        : line.Contains(" WRN ", StringComparison.Ordinal) ? LogLevel.Warning
        : LogLevel.Information;

    /// <summary>The environment for relay.yaml files that use the simulated Sense, whose ports differ between runs.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Sense(SenseSimulator simulator) =>
    [
        new("BUTLER_SENSE_QRS", simulator.QrsUrl.GetLeftPart(UriPartial.Authority)),
        new("BUTLER_SENSE_ENGINE", simulator.EngineUrl.GetLeftPart(UriPartial.Authority)),
        new("BUTLER_SENSE_CERTIFICATES", simulator.CertificateDirectory),
        new("BUTLER_RELAY_SERVICES", simulator.ServicesUrl.GetLeftPart(UriPartial.Authority)),
    ];

    /// <summary>The configuration lines for the simulated Sense.</summary>
    private static string AskSense(bool withMonitors) => AskRepository + AskEngine + (withMonitors ? Watch : "");

    public static SupervisedPart Part(string program, IReadOnlyDictionary<string, string> environment) => new()
    {
        Name = "relay",
        Start = Binaries.Start(program, ["run"]) with { Environment = environment },
        IsReadyLine = line => line.Contains("butler-relay is listening on udp=", StringComparison.Ordinal),
        LevelOfError = LevelOf,
        AskToEnd = child => child.Terminate(),
    };
}
