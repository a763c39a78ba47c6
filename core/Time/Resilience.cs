using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Butler.Core.Time;

/// <summary>
/// Creates in-memory retries and time-outs with Polly. Work that must survive the process stays on a queue instead (ADR 22).
/// </summary>
public static class Resilience
{
    /// <summary>
    /// Limits how long a call may take. A longer call ends with <see cref="TimeoutRejectedException"/>, and a canceled one with
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <param name="limit">The longest time, from 10 ms to 24 h.</param>
    /// <param name="time">The clock.</param>
    public static ResiliencePipeline TimeLimit(TimeSpan limit, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(new TimeoutStrategyOptions { Timeout = limit }).Build();

    /// <summary>
    /// Repeats a call while it fails for a temporary reason. After a cancellation the caller gets
    /// <see cref="OperationCanceledException"/>, independent of the last attempt's result.
    /// </summary>
    /// <param name="rules">Which calls are repeated, and when.</param>
    /// <param name="time">The clock.</param>
    public static ResiliencePipeline Retries(RetryRules rules, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = rules.MaxRetries,
            ShouldHandle = args =>
            {
                args.Context.CancellationToken.ThrowIfCancellationRequested();
                return ValueTask.FromResult(args.Outcome.Exception is { } fault && rules.IsPassing(fault));
            },
            DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(rules.Pause(args.AttemptNumber + 1, args.Outcome.Exception!)),
            OnRetry = args =>
            {
                rules.OnRetry(args.Outcome.Exception!, args.RetryDelay);
                return ValueTask.CompletedTask;
            },
        });
        return (rules.AttemptLimit is { } limit ? builder.AddTimeout(new TimeoutStrategyOptions { Timeout = limit }) : builder).Build();
    }
}
