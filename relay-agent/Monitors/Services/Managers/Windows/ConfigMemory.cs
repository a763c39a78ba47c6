using System.Collections.Concurrent;

namespace Butler.RelayAgent.Monitors.Services.Managers.Windows;

/// <summary>
/// Keeps the configurations of a host's services, so that a look reads states only. A configuration is read again when the state changed,
/// and after some looks.
/// </summary>
internal sealed class ConfigMemory
{
    private const int MaxUses = 20;

    private readonly ConcurrentDictionary<string, Entry> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The configuration of a service in a state.</summary>
    /// <param name="name">The service.</param>
    /// <param name="state">Its state now.</param>
    /// <param name="read">Reads the configuration.</param>
    public ServiceConfig Get(string name, uint state, Func<ServiceConfig> read)
    {
        var entry = known.GetValueOrDefault(name);
        if (entry is null || entry.State != state || entry.Uses >= MaxUses)
        {
            // The services of one look are not all due for a new reading in the same later look.
            var uses = entry is null ? known.Count % MaxUses : 0;
            entry = new Entry(read(), state, uses);
        }

        known[name] = entry with { Uses = entry.Uses + 1 };
        return entry.Config;
    }

    private sealed record Entry(ServiceConfig Config, uint State, int Uses);
}
