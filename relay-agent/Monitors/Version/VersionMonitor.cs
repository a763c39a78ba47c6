using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Monitors.Running;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Version;

/// <summary>
/// Raises <c>sense.version</c> at each look, for metric stores, and says in it when the version changed since the last look. The first look
/// ever finds no change.
/// </summary>
internal sealed partial class VersionMonitor(
    VersionMonitorOptions options, VersionSource source, RelayIdentity relay, MonitorEvents events, MonitorFile<VersionState> file,
    ILogger<VersionMonitor> logger) : IMonitor
{
    private const int MaxChanges = 20;

    public string Name => "version";

    public TimeSpan Every => options.Every;

    public async Task LookAsync(CancellationToken stopping)
    {
        var now = await source.ReadAsync(stopping);
        var state = file.Value ?? new VersionState([], []);
        var before = state.Seen.FirstOrDefault(seen => seen.Source == now.Source);
        var seen = new SeenVersion(now.Source, now.Version, now.ReleaseLabel);
        if (before is null)
        {
            Log.First(logger, now.Version, now.ReleaseLabel);
        }

        if (before is null || before.Version == now.Version)
        {
            await RaiseAsync(events.LookId("version", options.Every), now, before: null);
            if (before != seen)
            {
                file.Save(state with { Seen = [.. state.Seen.Where(each => each.Source != now.Source), seen] });
            }

            return;
        }

        var change = $"{before.Version}>{now.Version}";
        var times = state.Changes.Count(each => each == change);
        await RaiseAsync(
            times == 0 ? $"version:{change}" : string.Create(CultureInfo.InvariantCulture, $"version:{change}:{times + 1}"), now, before);
        Log.Changed(logger, before.Version, now.Version, now.ReleaseLabel);

        // The other service's version is from before the change: it would tell the same change again.
        file.Save(new VersionState([seen], [.. state.Changes.Append(change).TakeLast(MaxChanges)]));
    }

    private Task RaiseAsync(string id, SenseVersion now, SeenVersion? before) => events.RaiseAsync(
        EventTypes.Version,
        id,
        $"site/{relay.Site}",
        new JsonObject
        {
            ["productName"] = now.ProductName,
            ["releaseLabel"] = now.ReleaseLabel,
            ["version"] = now.Version,
            ["previousReleaseLabel"] = before?.ReleaseLabel,
            ["previousVersion"] = before?.Version,
            ["changed"] = before is not null,
            ["deploymentType"] = now.DeploymentType,
            ["senseId"] = now.SenseId,
            ["contentHash"] = now.ContentHash,
            ["deprecatedProductVersion"] = now.DeprecatedProductVersion,
            ["copyrightYearRange"] = now.CopyrightYearRange,
        },
        source.Host);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The version of Sense is {Version} ({Release}); changes are told from now on")]
        public static partial void First(ILogger logger, string version, string? release);

        [LoggerMessage(2, LogLevel.Information, "The version of Sense changed from {Before} to {Now} ({Release})")]
        public static partial void Changed(ILogger logger, string before, string now, string? release);
    }
}
