using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Control;

/// <summary>The body of <c>POST /simulator/finish</c>: ends a running execution.</summary>
internal sealed record FinishOrder
{
    public required Guid ExecutionId { get; init; }

    public RunOutcome Outcome { get; init; }
}
