namespace Butler.RelayAgent.Loops;

/// <summary>A part of the relay that runs until the relay stops.</summary>
internal interface ILoop
{
    /// <summary>Whether it moves.</summary>
    LoopProgress Progress { get; }

    /// <summary>Runs until it is told to stop. It may be called again after it has thrown.</summary>
    Task RunAsync(CancellationToken stopping);
}
