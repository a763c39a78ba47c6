namespace Butler.Functions.Configuration;

/// <summary>The source of the configuration's text.</summary>
internal interface IConfigurationText
{
    /// <summary>The name for messages, without secrets.</summary>
    string Name { get; }

    /// <summary>The bytes and their version, or null when the version is still <paramref name="version"/>.</summary>
    /// <exception cref="IOException">The text cannot be read now.</exception>
    Task<ConfigurationVersion?> ReadIfChangedAsync(string? version, CancellationToken cancellationToken);
}

/// <summary>A version of the configuration.</summary>
internal sealed record ConfigurationVersion(ReadOnlyMemory<byte> Content, string Version);
