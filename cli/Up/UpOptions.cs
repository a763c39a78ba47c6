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
}
