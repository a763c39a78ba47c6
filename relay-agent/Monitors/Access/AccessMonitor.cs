using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Access;

/// <summary>
/// Raises <c>sense.license.access</c> at each look, and <c>sense.license.low</c> when a type of access licenses falls to the threshold;
/// again only after it has been above.
/// </summary>
internal sealed class AccessMonitor(
    AccessMonitorOptions options, IQrs qrs, string host, MonitorEvents events, MonitorFile<AccessState> file) : IMonitor
{
    public string Name => "access";

    public TimeSpan Every => options.Every;

    public async Task LookAsync(CancellationToken stopping)
    {
        var overview = AccessOverview.Read(await qrs.GetAsync("license/accesstypeoverview", null, stopping));
        await events.RaiseAsync(
            EventTypes.LicenseAccess, events.LookId("license:access", options.Every), "license/access", overview.Data, host);
        if (options.LowAvailable is not { } threshold)
        {
            return;
        }

        var before = file.Value?.Types ?? [];
        var now = new List<LowType>();
        foreach (var numbers in overview.Types)
        {
            // A type of which the site has none is not low.
            var isLow = numbers.Total > 0 && threshold.IsReached(numbers.Available, numbers.Total);
            var known = before.FirstOrDefault(each => each.Type == numbers.Type);
            if (isLow && known is not { IsLow: true })
            {
                known = await AlertAsync(numbers, threshold, known);
            }

            if (known is not null)
            {
                now.Add(known with { IsLow = isLow });
            }
        }

        // A type that one answer does not name stays as it was.
        now.AddRange(before.Where(each => !overview.Types.Any(numbers => numbers.Type == each.Type)));
        if (!now.OrderBy(each => each.Type).SequenceEqual(before.OrderBy(each => each.Type)))
        {
            file.Save(new AccessState(now));
        }
    }

    /// <summary>Raises the event. Its id has the day, and its number on that day, so that two relays of a site raise one.</summary>
    private async Task<LowType> AlertAsync(AccessNumbers numbers, LowThreshold threshold, LowType? known)
    {
        var today = events.Today();
        var times = known?.Day == today ? known.Times + 1 : 1;
        var id = $"license:low:{numbers.Type}:{today}";
        await events.RaiseAsync(
            EventTypes.LicenseLow,
            times == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}:{times}"),
            $"license/{numbers.Type}",
            new JsonObject
            {
                ["licenseType"] = numbers.Type,
                ["available"] = numbers.Available,
                ["total"] = numbers.Total,
                ["used"] = numbers.Used,
                ["lowAvailable"] = threshold.ToString(),
            },
            host);
        return new LowType(numbers.Type, true, today, times);
    }
}
