using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>
/// Provides the current configuration. The file or blob is checked again every few seconds; a faulty version is reported, and the last
/// valid one stays in use. Without a valid version the app still runs and says so; work waits until the file is fixed.
/// </summary>
internal sealed partial class ConfigurationSource(
    IConfigurationText source, ButlerYaml yaml, TimeProvider time, Func<string, string?> environment, ILogger<ConfigurationSource> logger)
    : IDisposable
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim gate = new(1);
    private readonly CancellationTokenSource disposed = new();
    private volatile LoadedConfiguration? loaded;
    private volatile ButlerOptions? current;
    private volatile string? fault;
    private volatile string? unreadable;
    private string? version;
    private long lookedAt = long.MinValue;

    /// <summary>
    /// The fault of the newest file; null when the file is in use. It names keys and lines, never values from the environment.
    /// </summary>
    public string? Problem => unreadable ?? fault;

    /// <summary>The configuration in use; null before the first valid one.</summary>
    public ButlerOptions? Latest => current;

    /// <summary>The configuration in use as it may be shown, without secrets; null before the first valid one.</summary>
    public ShownYaml? Shown => loaded is { } used ? YamlFile.Show(source.Name, used.Text, yaml.Type, environment) : null;

    /// <summary>The name of the file or blob, without secrets.</summary>
    public string Name => source.Name;

    /// <summary>Returns the configuration. Only the first caller waits; later the file is checked in the background.</summary>
    /// <exception cref="ConfigurationUnavailableException">No valid configuration has been read yet.</exception>
    public async ValueTask<ButlerOptions> CurrentAsync(CancellationToken cancellationToken)
    {
        if (!IsDue())
        {
            return current ?? throw Unavailable();
        }

        if (current is not { } good)
        {
            await gate.WaitAsync(cancellationToken);
            await LookAndReleaseAsync(cancellationToken);
            return current ?? throw Unavailable();
        }

        if (await gate.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            var looking = LookAndReleaseAsync(disposed.Token);
            return looking.IsCompletedSuccessfully ? current : good;
        }

        return good;
    }

    public void Dispose()
    {
        disposed.Cancel();
        disposed.Dispose();
    }

    private bool IsDue()
    {
        var looked = Volatile.Read(ref lookedAt);
        return looked == long.MinValue || time.GetElapsedTime(looked) > LookAgainAfter;
    }

    private ConfigurationUnavailableException Unavailable() => new($"there is no usable configuration: {Problem}");

    /// <summary>
    /// Checks the file, unless another caller has just done so, and releases the lock. It logs all exceptions, because no caller sees them
    /// in the background.
    /// </summary>
    private async Task LookAndReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (IsDue())
            {
                await LookAsync(cancellationToken);
                Volatile.Write(ref lookedAt, time.GetTimestamp());
            }
        }
        catch (Exception e) when (current is not null && e is not OperationCanceledException)
        {
            Volatile.Write(ref lookedAt, time.GetTimestamp());
            Unreadable($"{e.GetType().Name}: {e.Message}");
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = await source.ReadIfChangedAsync(version, cancellationToken);
            unreadable = null;
            if (read is null)
            {
                return;
            }

            version = read.Version;
            var valid = LoadedConfiguration.Read(yaml, source.Name, read.Content.Span, environment);
            loaded = valid;
            current = valid.Options;
            fault = null;
            Log.Loaded(logger, source.Name, valid.Options.Routes.Count, valid.Options.Channels.Count);
            foreach (var warning in valid.Warnings)
            {
                Log.Suspicious(logger, warning);
            }
        }
        catch (ConfigurationException e)
        {
            fault = e.Message;
            Log.Faulty(logger, Consequence("fixed"), e.Message);
        }
        catch (IOException e)
        {
            Unreadable(e.Message);
        }
    }

    private void Unreadable(string reason)
    {
        var said = $"{source.Name}: {reason}";
        if (said != unreadable)
        {
            unreadable = said;
            Log.Unreadable(logger, source.Name, Consequence("readable"), reason);
        }
    }

    private string Consequence(string condition) =>
        current is null ? $"work waits until it is {condition}" : "the last good one stays in use";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Configuration {Name} is in use: {Routes} routes, {Channels} channels")]
        public static partial void Loaded(ILogger logger, string name, int routes, int channels);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
        public static partial void Suspicious(ILogger logger, ConfigurationFault warning);

        [LoggerMessage(Level = LogLevel.Error, Message = "The configuration is faulty, {Consequence}:\n{Faults}")]
        public static partial void Faulty(ILogger logger, string consequence, string faults);

        [LoggerMessage(Level = LogLevel.Error, Message = "The configuration {Name} cannot be read, {Consequence}: {Reason}")]
        public static partial void Unreadable(ILogger logger, string name, string consequence, string reason);
    }
}
