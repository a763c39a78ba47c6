namespace Butler.Functions.Templates;

/// <summary>Where template files lie.</summary>
internal sealed record TemplatePlaces
{
    /// <summary>The operator's folders, the first one first: <c>BUTLER_TEMPLATES</c>, and <c>templates</c> beside the configuration file.</summary>
    public IReadOnlyList<string> Own { get; init; } = [];

    /// <summary>What a file's relative path starts from: the configuration file's folder; null where the configuration is a blob and <c>BUTLER_TEMPLATES</c> is not set.</summary>
    public string? Base { get; init; }

    /// <summary>The folder of the templates that are shipped.</summary>
    public string? Shipped { get; init; }
}
