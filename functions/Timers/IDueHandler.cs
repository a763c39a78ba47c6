namespace Butler.Functions.Timers;

/// <summary>Handles due timers of a kind.</summary>
internal interface IDueHandler
{
    /// <summary>The kind of timer.</summary>
    string Kind { get; }

    /// <summary>Reads the current state before it acts. It is repeated after a crash, so it must be idempotent.</summary>
    Task DueAsync(TimerMessage timer, CancellationToken cancellationToken);
}
