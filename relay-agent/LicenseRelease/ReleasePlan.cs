using System.Globalization;
using System.Text.Json;
using Butler.RelayAgent.Monitors.Tasks;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>Finds the licenses to release: reads the lists and the users, and applies the protections.</summary>
internal sealed class ReleasePlan(LicenseReleaseOptions options, IQrs qrs, QrsClock clock, TimeProvider time)
{
    /// <summary>Sense keeps a license that was used more recently in quarantine before it is free.</summary>
    private static readonly TimeSpan QuarantineAfterUse = TimeSpan.FromDays(7);

    private readonly UserGuards guards = new(options.Never);

    /// <summary>Finds the licenses to release, with the longest unused first.</summary>
    /// <param name="slot">The slot of the run.</param>
    /// <param name="stopping">Cancels the calls.</param>
    /// <returns>The run with its counts, and all licenses that may be released.</returns>
    /// <exception cref="QrsException">The repository did not answer.</exception>
    public async Task<(ReleaseRun Run, IReadOnlyList<ReleaseItem> Items)> MakeAsync(DateTimeOffset slot, CancellationToken stopping)
    {
        var now = clock.UtcNow;
        var run = new ReleaseRun
        {
            Slot = slot,
            DryRun = options.DryRun,
            Types = [.. options.Types.Select(type => new ReleaseCounts { Type = type })],
        };
        var candidates = new List<AccessRow>();
        foreach (var counts in run.Types)
        {
            candidates.AddRange(await CandidatesAsync(counts, now, stopping));
        }

        var users = await UsersAsync(candidates, stopping);
        var items = new List<(AccessRow Access, ReleaseItem Item)>();
        foreach (var access in candidates)
        {
            var row = users[access.User!];
            var name = row is { } found ? SenseUserName.Read(found) : null;
            if ((name is null ? ProtectedBy.UserNotFound : guards.Find(name, row!.Value)) is { } reason)
            {
                run.Of(access.Type).Protect(reason);
            }
            else
            {
                items.Add((access, Item(access, name!, slot, now)));
            }
        }

        return (run, [.. items.OrderBy(each => each.Access.UnusedSince).ThenBy(each => each.Item.Id).Select(each => each.Item)]);
    }

    /// <summary>The licenses of a type that are old enough and not in quarantine, and whose user exists.</summary>
    private async Task<IReadOnlyList<AccessRow>> CandidatesAsync(ReleaseCounts counts, DateTimeOffset now, CancellationToken stopping)
    {
        var before = now - options.OlderThan.Of(counts.Type);
        var found = new List<AccessRow>();
        var seen = new HashSet<string>();
        await qrs.ReadRowsAsync(
            $"{AccessTypes.Path(counts.Type)}/full", $"lastUsed le {QrsTimeText.Quoted(before)}", Take, stopping);
        return found;

        void Take(JsonElement row)
        {
            var access = AccessRow.Read(counts.Type, row);

            // A server that ignores the filter must not widen the choice.
            if (access?.LastUsed > before || (access is not null && !seen.Add(access.Id)))
            {
                return;
            }

            counts.Considered++;
            if (access is null)
            {
                counts.Protect(ProtectedBy.Unreadable);
            }
            else if (access.IsQuarantined)
            {
                counts.Quarantined++;
            }
            else if (access.LastUsed is null && !(options.NeverUsed is { } age && access.Created <= now - age))
            {
                counts.Protect(ProtectedBy.NeverUsed);
            }
            else if (access.User is null)
            {
                counts.Protect(ProtectedBy.DeletedUser);
            }
            else
            {
                found.Add(access);
            }
        }
    }

    private async Task<Dictionary<string, JsonElement?>> UsersAsync(IEnumerable<AccessRow> candidates, CancellationToken stopping)
    {
        var rows = new BatchedRows(qrs, "user/full", "id", time);
        var asked = candidates.Select(access => access.User!).Distinct()
            .Select(async id => (Id: id, Row: await rows.FindAsync(id, stopping)));
        return (await Task.WhenAll(asked)).ToDictionary(each => each.Id, each => each.Row);
    }

    private static ReleaseItem Item(AccessRow access, SenseUserName user, DateTimeOffset slot, DateTimeOffset now)
    {
        var days = (int)(now - access.UnusedSince!.Value).TotalDays;
        var text = days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days} days");
        return new ReleaseItem
        {
            Slot = slot,
            Type = access.Type,
            Id = access.Id,
            UserDirectory = user.Directory,
            UserId = user.UserId,
            LastUsed = access.LastUsed,
            Days = access.LastUsed is null ? null : days,
            Quarantined = access.LastUsed is { } used && now - used < QuarantineAfterUse,
            Reason = access.LastUsed is null ? $"never used, allocated {text} ago" : $"not used for {text}",
        };
    }
}
