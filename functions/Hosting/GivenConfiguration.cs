using Butler.Core.Configuration;
using Butler.Functions.Configuration;

namespace Butler.Functions.Hosting;

/// <summary>The configuration that <c>BUTLER_CONFIG</c> names, read once.</summary>
internal sealed class GivenConfiguration(IConfigurationText source, ButlerYaml yaml, Func<string, string?> environment)
{
    public string Name => source.Name;

    /// <exception cref="ConfigurationException">It has faults.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<LoadedConfiguration> ReadAsync()
    {
        try
        {
            var read = await source.ReadIfChangedAsync(null, CancellationToken.None);
            return LoadedConfiguration.Read(yaml, source.Name, read!.Content.Span, environment);
        }
        catch (IOException e)
        {
            throw new IOException($"{source.Name}: {e.Message}", e);
        }
    }
}
