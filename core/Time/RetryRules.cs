namespace Butler.Core.Time;

/// <summary>When a call is repeated.</summary>
public sealed record RetryRules
{
    /// <summary>Whether a fault may pass.</summary>
    public required Func<Exception, bool> IsPassing { get; init; }

    /// <summary>The pause after a number of failures in a row, from 1, the last of which was the given fault.</summary>
    public required Func<int, Exception, TimeSpan> Pause { get; init; }

    /// <summary>How often a call is repeated at most; unlimited unless set.</summary>
    public int MaxRetries { get; init; } = int.MaxValue;

    /// <summary>How long one attempt may take, from 10 ms to 24 h; null: as long as it likes.</summary>
    public TimeSpan? AttemptLimit { get; init; }

    /// <summary>Called before each pause, with the fault and the pause.</summary>
    public Action<Exception, TimeSpan> OnRetry { get; init; } = (_, _) => { };
}
