using Butler.RelayAgent.Monitors.Services.Managers;

namespace Butler.RelayAgent.Monitors.Services;

/// <summary>Compares the answer of a host with what is remembered of its services.</summary>
/// <param name="host">The host as it is configured.</param>
internal sealed class HostLook(WatchedHost host)
{
    private readonly HashSet<string>? names = host.Services is { } services
        ? services.Select(each => each.Name).ToHashSet(StringComparer.OrdinalIgnoreCase)
        : null;

    /// <summary>The services to remember, each with what to tell of it.</summary>
    public IEnumerable<(KnownService Service, ServiceAlert? Alert)> Judge(HostState before, HostServices answer, DateTimeOffset now)
    {
        var known = before.Services.ToDictionary(each => each.Last.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var seen in answer.Services)
        {
            known.Remove(seen.Name, out var old);
            if (IsWatched(seen))
            {
                yield return ServiceChange.Judge(old, seen, before.LookedAt, now);
            }
            else if (old is not null)
            {
                yield return (old with { MissedLooks = 0 }, null);
            }
        }

        foreach (var old in known.Values.Where(each => names is null || names.Contains(each.Last.Name)))
        {
            yield return IsGone(old, answer) ? ServiceChange.Missed(old, before.LookedAt) : (old, null);
        }
    }

    /// <summary>With <c>auto</c> a disabled service is not expected to run.</summary>
    public bool IsWatched(WinService service) => names is not null || service.StartType != StartTypes.Disabled;

    /// <summary>The friendly name of a service.</summary>
    public string? FriendlyName(string name) =>
        host.Services?.FirstOrDefault(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.FriendlyName;

    /// <summary>A service that may not be read is not gone.</summary>
    private static bool IsGone(KnownService old, HostServices answer) =>
        answer.Unread.FirstOrDefault(each => each.Name.Equals(old.Last.Name, StringComparison.OrdinalIgnoreCase))
            is null or { Error: ScmErrors.NoSuchService };
}
