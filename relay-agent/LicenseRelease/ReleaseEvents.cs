using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>Raises the events of releases. Their ids are equal when they are raised again for the same run.</summary>
internal sealed class ReleaseEvents(MonitorEvents events, RelayIdentity relay, string host)
{
    /// <summary>Raises the event of a release.</summary>
    /// <exception cref="MonitorException">The journal did not accept it.</exception>
    public Task ReleasedAsync(ReleaseItem item, bool dryRun) => events.RaiseAsync(
        EventTypes.LicenseReleased,
        $"license:{(dryRun ? "would-release" : "released")}:{item.Id}:{MonitorTimes.Text(item.Slot)}",
        $"license/{item.Type}/{item.User}",
        new JsonObject
        {
            ["licenseType"] = item.Type,
            ["licenseId"] = item.Id,
            ["userDir"] = item.UserDirectory,
            ["userId"] = item.UserId,
            ["daysSinceLastUse"] = item.Days,
            ["lastUsed"] = item.LastUsed is { } used ? MonitorTimes.Text(used) : null,
            ["dryRun"] = dryRun,
            ["quarantined"] = item.Quarantined,
            ["reason"] = item.Reason,
        },
        host);

    /// <summary>Raises the event of the end of a run. A relay runs a slot once, so the id has its name.</summary>
    /// <exception cref="MonitorException">The journal did not accept it.</exception>
    public Task EndedAsync(ReleaseRun run)
    {
        var data = new JsonObject
        {
            ["dryRun"] = run.DryRun,
            ["slot"] = MonitorTimes.Text(run.Slot),
        };
        Add(data, run.Types);
        foreach (var counts in run.Types)
        {
            var ofType = new JsonObject();
            Add(ofType, [counts]);
            data[counts.Type] = ofType;
        }

        data["lastError"] = run.LastError;
        return events.RaiseAsync(
            EventTypes.LicenseReleaseEnded, $"license:release:{MonitorTimes.Text(run.Slot)}:{relay.Name}", "license/release", data, host);
    }

    private static void Add(JsonObject data, IReadOnlyList<ReleaseCounts> all)
    {
        data["considered"] = all.Sum(each => each.Considered);
        data["protected"] = new JsonObject(all
            .SelectMany(each => each.Protected)
            .GroupBy(each => each.Key, StringComparer.Ordinal)
            .OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Sum(reason => reason.Value))));
        data["inQuarantine"] = all.Sum(each => each.Quarantined);
        data["released"] = all.Sum(each => each.Released);
        data["failed"] = all.Sum(each => each.Failed);
        data["left"] = all.Sum(each => each.Left);
    }
}
