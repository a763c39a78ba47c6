using System.Globalization;
using Butler.Cli.Up.Processes;

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
        commands: { key: "${BUTLER_COMMAND_KEY}" }

        """;

    /// <summary>The file to use: the one that was given, or one that is written for a relay without anything on it.</summary>
    public static string ConfigurationFile(string? given, DataDirectory data)
    {
        if (given is not null)
        {
            return given;
        }

        var path = data.PathOf("relay.yaml");
        File.WriteAllText(path, DefaultFile);
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

    public static SupervisedPart Part(IReadOnlyDictionary<string, string> environment) => new()
    {
        Name = "relay",
        Start = new ChildStart(Binaries.Relay, ["run"]) { Environment = environment },
        IsReadyLine = line => line.Contains("butler-relay is listening on udp=", StringComparison.Ordinal),
        AskToEnd = child => child.Terminate(),
    };
}
