namespace Butler.Functions.Configuration;

/// <summary>All conditions must hold; a list matches any of its values.</summary>
internal sealed record ToWhenOptions
{
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TaskCustomProperty { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<string> TaskTag { get; init; } = [];

    public IReadOnlyList<string> AppTag { get; init; } = [];
}
