namespace Butler.RelayAgent.Loops;

/// <summary>A part of the relay that runs until the relay stops.</summary>
internal interface ILoop
{
    /// <summary>The progress of the loop, for the watchdog.</summary>
    LoopProgress Progress { get; }

    /// <summary>Runs until the relay stops. It may be called again after an exception.</summary>
    Task RunAsync(CancellationToken stopping);
}
