namespace Butler.Cli.Up;

/// <summary>What <c>butler up</c> was asked for.</summary>
internal sealed record UpOptions
{
    /// <summary>butler.yaml; null for the one that ships.</summary>
    public string? Config { get; init; }

    /// <summary>relay.yaml; null for one that says nothing but where to listen.</summary>
    public string? RelayConfig { get; init; }

    /// <summary>Each on 127.0.0.1; 0 for any free port.</summary>
    public int HttpPort { get; init; } = 7071;

    public int UdpPort { get; init; } = 9998;

    public int ServiceBusPort { get; init; } = 5380;

    public string DataDirectory { get; init; } = ".butler";

    /// <summary>Whether a Sense that is simulated runs as well.</summary>
    public bool Simulator { get; init; } = true;

    public bool RequireKeys { get; init; }

    /// <summary>Whether a task of the simulated site fails shortly after the start, where no configuration is given.</summary>
    public bool Demo { get; init; } = true;

    /// <summary>The least that is logged, a key of <see cref="LogLevels"/>.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary>The names of log levels, as relay.yaml has them.</summary>
    public static IReadOnlyDictionary<string, LogLevel> LogLevels { get; } = new Dictionary<string, LogLevel>
    {
        ["trace"] = Microsoft.Extensions.Logging.LogLevel.Trace,
        ["debug"] = Microsoft.Extensions.Logging.LogLevel.Debug,
        ["info"] = Microsoft.Extensions.Logging.LogLevel.Information,
        ["warning"] = Microsoft.Extensions.Logging.LogLevel.Warning,
        ["error"] = Microsoft.Extensions.Logging.LogLevel.Error,
    };
}
