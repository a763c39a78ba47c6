using System.Globalization;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;
using Butler.Core.SelfReports;
using Butler.Core.Time;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.Self;

/// <summary>
/// Raises <c>butler.metrics</c> of this instance at each interval, and logs uptime and memory. It runs in the worker, because a timer
/// function runs in one instance only. It keeps no instance alive: one that the platform stops raises no more events.
/// </summary>
internal sealed partial class AppMetrics(
    AppFigures figures, IServiceBus bus, ConfigurationSource configuration, TimeProvider time, ILogger<AppMetrics> logger)
    : BackgroundService
{
    /// <summary>How often a changed configuration is noticed, at least.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private readonly long started = time.GetTimestamp();
    private readonly QuietLog trouble = new(time);
    private long raised = time.GetTimestamp();

    /// <summary>Raises the event if it is due.</summary>
    /// <returns>When to look again.</returns>
    public async Task<TimeSpan> LookAsync(CancellationToken cancellationToken)
    {
        var options = await OptionsAsync(cancellationToken);
        if (options?.Self.Metrics is not { Every: var every })
        {
            return LookAgain;
        }

        if (time.GetElapsedTime(raised) >= every)
        {
            raised = time.GetTimestamp();
            await RaiseAsync(options.DefaultSite, every, cancellationToken);
        }

        var left = every - time.GetElapsedTime(raised);
        return left < LookAgain ? left : LookAgain;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await LookAsync(stoppingToken), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The instance is stopping.
        }
    }

    /// <summary>The configuration; null while it cannot be read. The source logs why.</summary>
    private async Task<ButlerOptions?> OptionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await configuration.CurrentAsync(cancellationToken);
        }
        catch (ConfigurationUnavailableException)
        {
            return null;
        }
    }

    private async Task RaiseAsync(string site, TimeSpan every, CancellationToken cancellationToken)
    {
        var uptime = time.GetElapsedTime(started);
        var data = figures.Read(uptime, every);
        Log.Uptime(logger, UptimeText.Words(uptime), data.MemoryWords());
        var now = time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"{site}:metrics:app:{figures.Instance}:{now.ToUnixTimeMilliseconds()}");
        try
        {
            await OwnEvents.RaiseAsync(
                bus, OwnEvents.Create(id, EventTypes.Metrics, site, $"app/{figures.Instance}", now, data.ToJson()), cancellationToken);
            trouble.End();
        }
        catch (BusException failure)
        {
            if (trouble.IsDue())
            {
                Log.NotRaised(logger, failure.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Running for {Uptime}; memory: {Memory}")]
        public static partial void Uptime(ILogger logger, string uptime, string memory);

        [LoggerMessage(
            Level = LogLevel.Warning, Message = "The event butler.metrics could not be sent, the next one includes its counts: {Reason}")]
        public static partial void NotRaised(ILogger logger, string reason);
    }
}
