namespace Butler.Cli.Up;

/// <summary>The options of <c>butler up</c>.</summary>
internal sealed record UpOptions
{
    /// <summary>butler.yaml; null for the shipped one.</summary>
    public string? Config { get; init; }

    /// <summary>relay.yaml; null for one with only the listening address.</summary>
    public string? RelayConfig { get; init; }

    /// <summary>The function app's package to run; null for the app beside <c>butler</c>.</summary>
    public string? Package { get; init; }

    /// <summary>The relay's package to run; null for the relay beside <c>butler</c>.</summary>
    public string? RelayPackage { get; init; }

    /// <summary>The port on 127.0.0.1; 0 for any free port.</summary>
    public int HttpPort { get; init; } = 7071;

    public int UdpPort { get; init; } = 9998;

    public int ServiceBusPort { get; init; } = 5380;

    public string DataDirectory { get; init; } = ".butler";

    /// <summary>Whether to run a simulated Sense and a simulated Qlik Cloud.</summary>
    public bool Simulator { get; init; } = true;

    public bool RequireKeys { get; init; }

    /// <summary>Whether a task of the simulated site fails shortly after the start, if no configuration is given.</summary>
    public bool Demo { get; init; } = true;

    /// <summary>The minimum log level, a key of <see cref="LogLevels"/>.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary>The names of log levels, as in relay.yaml.</summary>
    public static IReadOnlyDictionary<string, LogLevel> LogLevels { get; } = new Dictionary<string, LogLevel>
    {
        ["trace"] = Microsoft.Extensions.Logging.LogLevel.Trace,
        ["debug"] = Microsoft.Extensions.Logging.LogLevel.Debug,
        ["info"] = Microsoft.Extensions.Logging.LogLevel.Information,
        ["warning"] = Microsoft.Extensions.Logging.LogLevel.Warning,
        ["error"] = Microsoft.Extensions.Logging.LogLevel.Error,
    };
}
