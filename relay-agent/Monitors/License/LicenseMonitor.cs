using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.License;

/// <summary>
/// Raises <c>sense.license.server</c> at each look, <c>.expiring</c> once for each threshold before the expiry, and <c>.expired</c> once
/// when the license cannot be used any more.
/// </summary>
internal sealed partial class LicenseMonitor(
    LicenseMonitorOptions options, IQrs qrs, string host, MonitorEvents events, MonitorFile<LicenseState> file, TimeProvider time,
    ILogger<LicenseMonitor> logger) : IMonitor
{
    private const string Subject = "license/server";

    private readonly ClockCheck clock = new(time);
    private readonly ExpiryThresholds thresholds = new(options.WarnBefore.Select(before => before.TotalDays));
    private bool isPerpetualSaid;

    public string Name => "license";

    public TimeSpan Every => options.Every;

    public async Task LookAsync(CancellationToken stopping)
    {
        clock.Check();
        var license = ServerLicense.Read(await qrs.GetAsync("license", null, stopping), time.GetUtcNow());
        await RaiseAsync(EventTypes.LicenseServer, events.LookId("license:server", options.Every), license.Data(threshold: null));
        await AlertAsync(license);
        if (license.IsUnreadable)
        {
            throw new MonitorException(
                "the license has a line \"Valid To\" in keyDetails without a date of the form yyyy-MM-dd, so its expiry is unknown");
        }

        if (license.ValidUntil is null && !isPerpetualSaid)
        {
            isPerpetualSaid = true;
            Log.Perpetual(logger);
        }
    }

    private async Task AlertAsync(ServerLicense license)
    {
        var state = file.Value ?? new LicenseState(null, [], []);

        // A date that is missing in one answer is not a new license.
        var day = license.ValidUntil?.DayText ?? state.ExpiryDay;
        IReadOnlyList<double> warned = state.ExpiryDay == day ? state.Warned : [];
        string[] problems = [.. license.Problems()];
        if (problems.Except(state.Problems).ToArray() is { Length: > 0 } added)
        {
            // Without a date the day tells one incident from the next.
            await RaiseAsync(
                EventTypes.LicenseExpired, $"license:{string.Join('+', added)}:{day ?? "found-" + events.Today()}",
                license.Data(threshold: null));
        }

        if (license is { DaysLeft: { } left, IsExpired: not true })
        {
            (var due, warned) = thresholds.Decide(left, warned);
            if (due is { } threshold)
            {
                await RaiseAsync(
                    EventTypes.LicenseExpiring, $"license:expiring:{day}:{ExpiryThresholds.Text(threshold)}", license.Data(threshold));
            }
        }

        if (file.Value is null || state.ExpiryDay != day || !state.Warned.SequenceEqual(warned) || !state.Problems.SequenceEqual(problems))
        {
            file.Save(new LicenseState(day, warned, problems));
        }
    }

    private Task RaiseAsync(string type, string id, JsonObject data) => events.RaiseAsync(type, id, Subject, data, host);

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Information,
            "The license of Sense has no expiry date that can be read: it counts as perpetual, and no alert is raised before an expiry")]
        public static partial void Perpetual(ILogger logger);
    }
}
