namespace Butler.Functions.Timers;

/// <summary>What is done when a kind of timer falls due.</summary>
internal interface IDueHandler
{
    /// <summary>The kind of timer.</summary>
    string Kind { get; }

    /// <summary>Re-reads the state that the timer was set for, and only then acts. It is run again after a crash, so it must come out the same.</summary>
    Task DueAsync(TimerMessage timer, CancellationToken cancellationToken);
}
