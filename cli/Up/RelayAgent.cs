using System.Globalization;
using Butler.Cli.Up.Processes;
using Butler.Cli.Up.Sense;

namespace Butler.Cli.Up;

/// <summary>The relay as a part of <c>butler up</c>.</summary>
internal static class RelayAgent
{
    private const bool RelayKnowsRepository = false;
    private const bool RelayKnowsEngine = false;

    private const string DefaultFile =
        """
        # Written by `butler up`, which was given no --relay-config. Its addresses and paths win over this file anyway.
        relay: { name: local, site: default, environment: local }
        serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
        udp: { listen: "127.0.0.1:9998" }
        commands: { key: "${BUTLER_COMMAND_KEY}" }

        """;

    /// <summary>The file to use: the one that was given, or one that is written for a relay of this system.</summary>
    /// <param name="given">Null: none was given.</param>
    /// <param name="data">Where to write it.</param>
    /// <param name="simulator">The Sense that the relay may ask; null: none.</param>
    public static string ConfigurationFile(string? given, DataDirectory data, SenseSimulator? simulator)
    {
        if (given is not null)
        {
            return given;
        }

        var path = data.PathOf("relay.yaml");
        File.WriteAllText(path, DefaultFile + AskSense(simulator));
        return path;
    }

    public static IReadOnlyDictionary<string, string> Environment(string file, string serviceBus, string commandKey, UpPorts ports, DataDirectory data) =>
        new Dictionary<string, string>
        {
            ["BUTLER_RELAY_CONFIG"] = file,
            ["BUTLER_SERVICEBUS"] = serviceBus,
            ["BUTLER_RELAY_UDP"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ports.Udp}"),
            ["BUTLER_RELAY_JOURNAL"] = data.Journal,
            ["BUTLER_COMMAND_KEY"] = commandKey,
        };

    /// <summary>The lines that have the relay ask Sense: those of them that this release's relay does not refuse as not built yet.</summary>
    private static string AskSense(SenseSimulator? simulator) => simulator is null ? "" : string.Concat(
        RelayKnowsRepository ? Repository(simulator) : "",
        RelayKnowsEngine ? Engine(simulator) : "");

    private static string Repository(SenseSimulator simulator) => string.Join(
        '\n',
        "qrs:",
        $"  url: {Quoted(simulator.QrsUrl.GetLeftPart(UriPartial.Authority))}",
        $"  certificate: {Quoted(simulator.ClientCertificatePath)}",
        $"  key: {Quoted(simulator.ClientKeyPath)}",
        $"  ca: {Quoted(simulator.RootPath)}",
        $"  user: {Quoted(SenseSimulator.User)}",
        "");

    private static string Engine(SenseSimulator simulator) => string.Join(
        '\n',
        "engine:",
        $"  url: {Quoted(simulator.EngineUrl.GetLeftPart(UriPartial.Authority))}",
        $"  user: {Quoted(SenseSimulator.User)}",
        "");

    // Between single quotes YAML leaves the backslashes of a path alone.
    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static SupervisedPart Part(IReadOnlyDictionary<string, string> environment) => new()
    {
        Name = "relay",
        Start = new ChildStart(Binaries.Relay, ["run"]) { Environment = environment },
        IsReadyLine = line => line.Contains("butler-relay is listening on udp=", StringComparison.Ordinal),
        AskToEnd = child => child.Terminate(),
    };
}
