namespace Butler.Core.Time;

/// <summary>The rules for repeating a call.</summary>
public sealed record RetryRules
{
    /// <summary>Whether a fault is temporary.</summary>
    public required Func<Exception, bool> IsPassing { get; init; }

    /// <summary>The pause after a number of consecutive failures, from 1; the second argument is the last fault.</summary>
    public required Func<int, Exception, TimeSpan> Pause { get; init; }

    /// <summary>How often a call is repeated at most; unlimited unless set.</summary>
    public int MaxRetries { get; init; } = int.MaxValue;

    /// <summary>How long one attempt may take, from 10 ms to 24 h; null: unlimited.</summary>
    public TimeSpan? AttemptLimit { get; init; }

    /// <summary>Called before each pause, with the fault and the pause.</summary>
    public Action<Exception, TimeSpan> OnRetry { get; init; } = (_, _) => { };
}
