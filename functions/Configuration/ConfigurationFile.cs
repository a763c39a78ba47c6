using System.Globalization;

namespace Butler.Functions.Configuration;

/// <summary>The configuration as a file; its version is the time of its last change and its length.</summary>
internal sealed class ConfigurationFile(string path) : IConfigurationText
{
    public string Name => path;

    public async Task<ConfigurationVersion?> ReadIfChangedAsync(string? version, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new FileNotFoundException($"there is no file {file.FullName}; --config or BUTLER_CONFIG names the configuration.");
        }

        var found = string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks}:{file.Length}");
        try
        {
            return found == version ? null : new ConfigurationVersion(await File.ReadAllBytesAsync(path, cancellationToken), found);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
