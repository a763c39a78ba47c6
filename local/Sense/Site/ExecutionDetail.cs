namespace Butler.Local.Sense.Site;

/// <summary>A step of an execution, as in the management console.</summary>
internal sealed record ExecutionDetail(DateTimeOffset Time, string Message)
{
    public Guid Id { get; } = Guid.NewGuid();
}
