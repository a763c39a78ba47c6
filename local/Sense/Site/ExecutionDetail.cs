namespace Butler.Local.Sense.Site;

/// <summary>A step of an execution, as the management console shows it.</summary>
internal sealed record ExecutionDetail(DateTimeOffset Time, string Message)
{
    public Guid Id { get; } = Guid.NewGuid();
}
