using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>
/// The configuration of this moment. The file or blob is looked at again every few seconds; a faulty one is reported and the
/// last good one kept. Without any good one the app still runs: it says so, and work is put off until the file is mended.
/// </summary>
internal sealed partial class ConfigurationSource(IConfigurationText source, TimeProvider time, Func<string, string?> environment, ILogger<ConfigurationSource> logger)
    : IDisposable
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim gate = new(1);
    private ButlerOptions? current;
    private string? problem;
    private string? version;
    private long lookedAt = long.MinValue;

    /// <summary>What is wrong with the newest file; null when it is in use. It names keys and lines, never values of the environment.</summary>
    public string? Problem => problem;

    /// <exception cref="ConfigurationUnavailableException">No good configuration has been seen yet.</exception>
    public async ValueTask<ButlerOptions> CurrentAsync(CancellationToken cancellationToken)
    {
        var looked = Volatile.Read(ref lookedAt);
        if (looked == long.MinValue || time.GetElapsedTime(looked) > LookAgainAfter)
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                if (looked == Volatile.Read(ref lookedAt))
                {
                    await LookAsync(cancellationToken);
                    Volatile.Write(ref lookedAt, time.GetTimestamp());
                }
            }
            finally
            {
                gate.Release();
            }
        }

        return current ?? throw new ConfigurationUnavailableException($"there is no usable configuration: {problem}");
    }

    public void Dispose() => gate.Dispose();

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await source.ReadIfChangedAsync(version, cancellationToken) is not { } read)
            {
                return;
            }

            version = read.Version;
            current = YamlFile.Read(source.Name, read.Text, ButlerYaml.Type, environment);
            problem = null;
            Log.Loaded(logger, source.Name, current.Routes.Count, current.Channels.Count);
        }
        catch (ConfigurationException e)
        {
            problem = e.Message;
            Log.Faulty(logger, current is null ? "work is put off until it is mended" : "the last good one stays in use", e.Message);
        }
        catch (IOException e)
        {
            problem = $"{source.Name}: {e.Message}";
            Log.Unreadable(logger, source.Name, current is null ? "work is put off until it can be read" : "the last good one stays in use", e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Configuration {Name} is in use: {Routes} routes, {Channels} channels")]
        public static partial void Loaded(ILogger logger, string name, int routes, int channels);

        [LoggerMessage(Level = LogLevel.Error, Message = "The configuration is faulty, {Consequence}:\n{Faults}")]
        public static partial void Faulty(ILogger logger, string consequence, string faults);

        [LoggerMessage(Level = LogLevel.Error, Message = "The configuration {Name} cannot be read, {Consequence}: {Reason}")]
        public static partial void Unreadable(ILogger logger, string name, string consequence, string reason);
    }
}
