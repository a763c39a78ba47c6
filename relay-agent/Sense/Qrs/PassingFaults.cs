using Butler.Core.Time;
using Polly;
using Polly.Retry;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>
/// Repeats a call after temporary faults, with short growing pauses, until its budget is used up. A permanent fault ends it at once.
/// </summary>
internal sealed class PassingFaults
{
    /// <summary>The maximum time from the first attempt to the start of the last.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(3);

    private static readonly Backoff Pauses = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)) { Jitter = 0.2 };
    private static readonly ResiliencePropertyKey<Call> CallKey = new("call");

    private readonly TimeProvider time;
    private readonly Random? random;
    private readonly ResiliencePipeline attempts;

    /// <summary>Creates the pipeline.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="random">The source of jitter, so that several callers do not repeat at the same moment; null: no jitter.</param>
    public PassingFaults(TimeProvider time, Random? random = null)
    {
        this.time = time;
        this.random = random;
        attempts = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is QrsException fault && IsRepeated(fault, args.AttemptNumber, CallOf(args.Context))),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(CallOf(args.Context).Pause),
            })
            .Build();
    }

    /// <summary>Returns the answer of the first successful attempt.</summary>
    /// <param name="attempt">Makes an attempt; its number starts at 1.</param>
    /// <param name="mayPass">Whether a fault is temporary.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QrsException">The fault is permanent, or lasted too long.</exception>
    public async Task<T> RepeatAsync<T>(Func<int, Task<T>> attempt, Func<QrsException, bool> mayPass, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(CallKey, new Call(time.GetTimestamp(), mayPass));
        try
        {
            return await attempts.ExecuteAsync(
                static async (context, attempt) => await attempt(++CallOf(context).Attempts), context, attempt);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool IsRepeated(QrsException fault, int attempt, Call call)
    {
        if (fault.IsCircuitOpen || !call.MayPass(fault))
        {
            return false;
        }

        call.Pause = random is null ? Pauses.Pause(attempt + 1) : Pauses.Pause(attempt + 1, random);
        return time.GetElapsedTime(call.Started) + call.Pause <= Budget;
    }

    private static Call CallOf(ResilienceContext context) => context.Properties.GetValue(CallKey, null!);

    private sealed record Call(long Started, Func<QrsException, bool> MayPass)
    {
        public int Attempts { get; set; }

        public TimeSpan Pause { get; set; }
    }
}
