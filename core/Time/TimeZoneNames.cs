using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Butler.Core.Time;

/// <summary>Finds time zones by their IANA or Windows name, on every system: without ICU, .NET knows only the system's own names.</summary>
public static class TimeZoneNames
{
    private static readonly Lazy<FrozenDictionary<string, string>> Windows = new(() => WindowsTimeZones.Table.Split('\n')
        .Select(line => line.Trim().Split('='))
        .ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase));

    /// <summary>Finds a time zone by either of its names.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone)
        || (Windows.Value.TryGetValue(name, out var iana) && TimeZoneInfo.TryFindSystemTimeZoneById(iana, out zone));
}
