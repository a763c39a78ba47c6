namespace Butler.Functions.Configuration;

/// <summary>Where the text of the configuration comes from.</summary>
internal interface IConfigurationText
{
    /// <summary>Its name for messages, without any secret.</summary>
    string Name { get; }

    /// <summary>The bytes and their version, or null when the version is still <paramref name="version"/>.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    Task<ConfigurationVersion?> ReadIfChangedAsync(string? version, CancellationToken cancellationToken);
}

/// <summary>A version of the configuration.</summary>
internal sealed record ConfigurationVersion(ReadOnlyMemory<byte> Content, string Version);
