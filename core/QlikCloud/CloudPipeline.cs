using Butler.Core.Time;
using Polly;
using Polly.CircuitBreaker;

namespace Butler.Core.QlikCloud;

/// <summary>
/// How calls to one tenant are repeated and held back. Temporary failures are repeated twice; a tenant that does not answer is left alone
/// for half a minute; a rate limit holds back all calls of its tier, which Qlik Cloud judges by user and tenant
/// (https://qlik.dev/basics/rate-limiting).
/// </summary>
internal sealed class CloudPipeline
{
    private const int MaxRetries = 2;
    private const int FailuresToOpen = 5;

    /// <summary>A longer rate limit is reported at once.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    /// <summary>A timer may fire this much early by the clock. A call that has waited until then must not be held back again.</summary>
    private static readonly TimeSpan EarlyTimer = TimeSpan.FromMilliseconds(20);

    private static readonly Backoff Pauses = new(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(2));

    private readonly CloudAccess access;
    private readonly TimeProvider time;
    private readonly ResiliencePipeline repeated;
    private readonly ResiliencePipeline circuit;
    private long readsHeldUntil;
    private long writesHeldUntil;

    public CloudPipeline(CloudAccess access, TimeProvider time, Random random)
    {
        (this.access, this.time) = (access, time);
        repeated = Resilience.Retries(
            new RetryRules
            {
                MaxRetries = MaxRetries,
                IsPassing = fault => fault is CloudException { MayRepeat: true } cloud && (cloud.RetryAfter ?? default) <= LongestWait,
                Pause = (failures, fault) => ((CloudException)fault).RetryAfter ?? Pauses.Pause(failures, random),
            },
            time);
        circuit = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 1,
                MinimumThroughput = FailuresToOpen,
                SamplingDuration = Break,
                BreakDuration = Break,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is CloudException { Fault: CloudFault.Unreachable }),
            })
            .Build();
    }

    /// <summary>Makes a call.</summary>
    /// <param name="isRead">Whether it reads, which has a tier of its own.</param>
    /// <param name="attempt">Makes one attempt, and throws <see cref="CloudException"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<T> RunAsync<T>(bool isRead, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        await repeated.ExecuteAsync(async token => await OnceAsync(isRead, attempt, token), cancellationToken);

    private async Task<T> OnceAsync<T>(bool isRead, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var held = new DateTimeOffset(Volatile.Read(ref isRead ? ref readsHeldUntil : ref writesHeldUntil), TimeSpan.Zero);
        if (held > time.GetUtcNow() + EarlyTimer)
        {
            throw new CloudException(
                CloudFault.RateLimited, $"Qlik Cloud tenant {access.Tenant}: not asked, because it limits calls until {held:HH:mm:ss} UTC")
            {
                Status = 429,
                RetryAfter = held - time.GetUtcNow(),
                MayRepeat = true,
            };
        }

        try
        {
            return await circuit.ExecuteAsync(async token => await attempt(token), cancellationToken);
        }
        catch (CloudException e) when (e is { Fault: CloudFault.RateLimited, RetryAfter: { } pause })
        {
            var until = (time.GetUtcNow() + (pause < LongestHold ? pause : LongestHold)).UtcTicks;
            Volatile.Write(ref isRead ? ref readsHeldUntil : ref writesHeldUntil, until);
            throw;
        }
        catch (BrokenCircuitException e)
        {
            throw new CloudException(
                CloudFault.Unreachable,
                $"Qlik Cloud tenant {access.Tenant}: not asked, because the last {FailuresToOpen} calls failed; it is asked again within "
                    + $"{Break.TotalSeconds:0} s. The last failure: {e.InnerException?.Message}",
                e);
        }
    }
}
