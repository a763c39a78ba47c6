using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Control;

/// <summary>The body of <c>POST /simulator/finish</c>: ends an execution that still runs.</summary>
internal sealed record FinishOrder
{
    public required Guid ExecutionId { get; init; }

    public RunOutcome Outcome { get; init; }
}
