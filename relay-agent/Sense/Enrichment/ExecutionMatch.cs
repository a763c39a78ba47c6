using Butler.Core.Events;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>
/// Decides whether a task's last result is that of a given execution. QRS's <c>lastExecutionResult</c> does not name the execution, and may
/// already be that of another run. A task never runs twice at the same time, so the end time identifies the run.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ExecutionMatch(TimeProvider time)
{
    /// <summary>The time difference for a match without another request.</summary>
    public static readonly TimeSpan Close = TimeSpan.FromSeconds(5);

    /// <summary>The time difference for a match when QRS has no result with the execution's id.</summary>
    public static readonly TimeSpan Near = TimeSpan.FromMinutes(2);

    private const int MaxClaims = 2000;
    private static readonly TimeSpan KeepClaims = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (string ExecutionId, long At)> claims = [];

    /// <summary>Whether the result is this execution's.</summary>
    /// <param name="last">The task's last result.</param>
    /// <param name="executionId">The execution.</param>
    /// <param name="outcome">The outcome in the event's type.</param>
    /// <param name="ended">The end time in the event.</param>
    /// <param name="within">The maximum difference to the result's own time.</param>
    public bool Is(QrsExecution last, string executionId, string outcome, DateTimeOffset ended, TimeSpan within)
    {
        if (last.ExecutionId is { } named)
        {
            return named == executionId;
        }

        var fits = last is { IsFinal: true, Info: { ResultId: not null, Stop: { } stop } }
            && (stop - ended).Duration() <= within
            && (outcome == EventTypes.UnknownOutcome || ExecutionStatus.Outcome(last.Info.Status) == outcome);
        return fits && Claim(last.Info.ResultId!, executionId);
    }

    /// <summary>Assigns a result to the first matching execution.</summary>
    private bool Claim(string resultId, string executionId)
    {
        lock (gate)
        {
            if (claims.TryGetValue(resultId, out var claim))
            {
                return claim.ExecutionId == executionId;
            }

            if (claims.Count >= MaxClaims)
            {
                foreach (var (old, _) in claims.Where(each => time.GetElapsedTime(each.Value.At) > KeepClaims).ToList())
                {
                    claims.Remove(old);
                }

                if (claims.Count >= MaxClaims)
                {
                    claims.Clear();
                }
            }

            claims[resultId] = (executionId, time.GetTimestamp());
            return true;
        }
    }
}
