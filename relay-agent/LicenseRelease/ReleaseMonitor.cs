using Butler.RelayAgent.Monitors.Running;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>Begins the count of slots at the first start, and finishes what an earlier process has left.</summary>
internal sealed partial class ReleaseMonitor(
    LicenseReleaseOptions options, ReleaseBook book, ReleaseTurn turn, ILogger<ReleaseMonitor> logger) : IMonitor
{
    public string Name => "licenseRelease";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public Task LookAsync(CancellationToken stopping)
    {
        if (book.Begin())
        {
            Log.Begins(logger, book.Current + options.Every, options.DryRun);
        }

        return turn.SettleAsync(stopping);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The release of access licenses runs first at {First:u}; dry run: {DryRun}")]
        public static partial void Begins(ILogger logger, DateTimeOffset first, bool dryRun);
    }
}
