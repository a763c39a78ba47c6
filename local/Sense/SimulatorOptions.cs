using System.Net;

namespace Butler.Local.Sense;

/// <summary>Where the simulator lives.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>QRS's port, on 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>The engine's port, on 127.0.0.1; 0 for any free one.</summary>
    public int EnginePort { get; init; }

    /// <summary>Where the certificates are kept.</summary>
    public required string Directory { get; init; }

    /// <summary>Who is told by datagram what becomes of executions; null: nobody.</summary>
    public IPEndPoint? RelayUdp { get; init; }
}
