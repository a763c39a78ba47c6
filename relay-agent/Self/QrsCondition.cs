using Butler.Core.Time;
using Butler.RelayAgent.Sense.Qrs;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Self;

/// <summary>Whether the repository service answers: it is asked, because a quiet relay asks it nothing else.</summary>
internal sealed class QrsCondition(QrsCircuit qrs, TimeProvider time) : ICondition
{
    /// <summary>It is not asked more often, even when the heartbeat's interval is shorter.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(55);

    private readonly ResiliencePipeline limit = Resilience.TimeLimit(TimeSpan.FromSeconds(8), time);
    private long? asked;
    private string? problem;

    public async ValueTask<string?> ProblemAsync(CancellationToken stopping)
    {
        if (asked is not { } last || time.GetElapsedTime(last) >= AskEvery)
        {
            asked = time.GetTimestamp();
            problem = await AskAsync(stopping);
        }

        return problem;
    }

    private async Task<string?> AskAsync(CancellationToken stopping)
    {
        try
        {
            await limit.ExecuteAsync(async token => await qrs.GetAsync("about", filter: null, token), stopping);
            return null;
        }
        catch (QrsException failure) when (failure.Status > 0)
        {
            return $"the repository service answers with status {failure.Status}";
        }
        catch (Exception failure) when (failure is QrsException or TimeoutRejectedException
            || (failure is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            return "the repository service does not answer";
        }
    }
}
