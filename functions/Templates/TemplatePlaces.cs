namespace Butler.Functions.Templates;

/// <summary>The folders of template files.</summary>
internal sealed record TemplatePlaces
{
    /// <summary>
    /// The operator's folders, in order of priority: <c>BUTLER_TEMPLATES</c>, and <c>templates</c> beside the configuration file.
    /// </summary>
    public IReadOnlyList<string> Own { get; init; } = [];

    /// <summary>
    /// The base folder of relative paths: the configuration file's folder; null when the configuration is a blob and
    /// <c>BUTLER_TEMPLATES</c> is not set.
    /// </summary>
    public string? Base { get; init; }

    /// <summary>The folder of the shipped templates.</summary>
    public string? Shipped { get; init; }
}
