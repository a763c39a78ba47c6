namespace Butler.RelayAgent.Counting;

/// <summary>A part of the relay with warnings for the operator.</summary>
internal interface IWarningSource
{
    /// <summary>The current warnings; read for each heartbeat.</summary>
    IEnumerable<string> Warnings { get; }
}
