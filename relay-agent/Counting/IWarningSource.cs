namespace Butler.RelayAgent.Counting;

/// <summary>A part of the relay that may have something for an operator.</summary>
internal interface IWarningSource
{
    /// <summary>What an operator should look at now; asked for each heartbeat.</summary>
    IEnumerable<string> Warnings { get; }
}
