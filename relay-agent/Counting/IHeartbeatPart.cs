using Butler.Core.Commands;

namespace Butler.RelayAgent.Counting;

/// <summary>A part of the relay that adds to heartbeats.</summary>
internal interface IHeartbeatPart
{
    /// <summary>Adds to a heartbeat.</summary>
    Heartbeat Fill(Heartbeat heartbeat);
}
