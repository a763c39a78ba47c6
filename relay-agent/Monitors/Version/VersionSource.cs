using System.Text.Json;
using Butler.Core.Text;
using Butler.Core.Time;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Version;

/// <summary>Reads the version from the About service, or from the repository service when the former is not available.</summary>
internal sealed partial class VersionSource(AboutService about, IQrs qrs, TimeProvider time, ILogger<VersionSource> logger)
{
    private const int MaxText = 200;

    private readonly QuietLog trouble = new(time, TimeSpan.FromDays(7));

    /// <summary>The host that is asked.</summary>
    public string Host => about.Url.Host;

    /// <exception cref="MonitorException">Neither service says a version.</exception>
    public async Task<SenseVersion> ReadAsync(CancellationToken stopping)
    {
        try
        {
            var version = OfSystemInfo(await about.SystemInfoAsync(stopping));
            trouble.End();
            return version;
        }
        catch (MonitorException failure)
        {
            if (trouble.IsDue())
            {
                Log.AskQrs(logger, failure.Message);
            }

            return await OfQrsAsync(failure, stopping);
        }
    }

    private static SenseVersion OfSystemInfo(JsonElement answer) =>
        Text(answer, "version") is { } version
            ? new SenseVersion(SenseVersion.SystemInfo, version)
            {
                ProductName = Text(answer, "productName"),
                ReleaseLabel = Text(answer, "releaseLabel"),
                DeploymentType = Text(answer, "deploymentType"),
                SenseId = Text(answer, "senseId"),
                ContentHash = Text(answer, "contentHash"),
                DeprecatedProductVersion = Text(answer, "deprecatedProductVersion"),
                CopyrightYearRange = Text(answer, "copyrightYearRange"),
            }
            : throw new MonitorException("the answer of v1/systeminfo has no version");

    private async Task<SenseVersion> OfQrsAsync(MonitorException first, CancellationToken stopping)
    {
        try
        {
            var answer = await qrs.GetAsync("about", null, stopping);
            return Text(answer, "buildVersion") is { } version
                ? new SenseVersion(SenseVersion.About, version)
                : throw new MonitorException($"{first.Message}; and the answer of GET qrs/about has no buildVersion");
        }
        catch (QrsException second)
        {
            throw new MonitorException($"{first.Message}; and {second.Message}", second);
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.Text(name)?.Trim() is { Length: > 0 } text ? TextCut.Beginning(text, MaxText) : null;

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Information,
            "The version of Sense is read from the repository service (qrs/about), because the About service did not say it: {Problem}")]
        public static partial void AskQrs(ILogger logger, string problem);
    }
}
