namespace Butler.Functions.Configuration;

/// <summary>Where the text of the configuration comes from.</summary>
internal interface IConfigurationText
{
    /// <summary>Its name for messages, without any secret.</summary>
    string Name { get; }

    /// <summary>The text and its version, or null when the version is still <paramref name="version"/>.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    Task<ConfigurationVersion?> ReadIfChangedAsync(string? version, CancellationToken cancellationToken);
}

/// <summary>A version of the configuration's text.</summary>
internal sealed record ConfigurationVersion(string Text, string Version);
