namespace Butler.Core.Commands;

/// <summary>A relay's configuration.</summary>
/// <param name="Text">The file in YAML, without secrets and comments.</param>
public sealed record ConfigurationResult(string Text);
