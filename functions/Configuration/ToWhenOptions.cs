namespace Butler.Functions.Configuration;

/// <summary>All that is set must hold; of several values of a property or tags any one.</summary>
internal sealed record ToWhenOptions
{
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TaskCustomProperty { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<string> TaskTag { get; init; } = [];

    public IReadOnlyList<string> AppTag { get; init; } = [];
}
