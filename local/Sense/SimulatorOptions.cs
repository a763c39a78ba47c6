using System.Net;

namespace Butler.Local.Sense;

/// <summary>The options of the simulator.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>QRS's port, on 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>The engine's port, on 127.0.0.1; 0 for any free one.</summary>
    public int EnginePort { get; init; }

    /// <summary>The port of the hosts' service managers, on 127.0.0.1; 0 for any free one.</summary>
    public int ServicesPort { get; init; }

    /// <summary>The directory of the certificates.</summary>
    public required string Directory { get; init; }

    /// <summary>The receiver of datagrams about executions; null for none.</summary>
    public IPEndPoint? RelayUdp { get; init; }
}
