using System.Collections.Frozen;
using System.Text.Json;

namespace Butler.Core.Events.Kinds;

/// <summary>All kinds of events: the single list that everything else uses.</summary>
public static class EventKinds
{
    /// <summary>All kinds, in the order of the documentation.</summary>
    public static IReadOnlyList<EventKind> All { get; } =
        [.. TaskKinds.All(), .. ServiceKinds.All(), .. LicenseKinds.All(), .. CloudKinds.All(), .. SystemKinds.All()];

    /// <summary>All types, in the same order.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. All.Select(kind => kind.Type)];

    private static FrozenDictionary<string, EventKind> ByType { get; } = All.ToFrozenDictionary(kind => kind.Type, StringComparer.Ordinal);

    /// <summary>The kind of a type; null for an unknown type.</summary>
    public static EventKind? Find(string type) => ByType.GetValueOrDefault(type);

    /// <summary>Whether an event of the type is a measurement for brokers and metric stores only.</summary>
    public static bool IsMetric(string type) => Find(type) is { IsMetric: true };

    /// <summary>
    /// Whether an event is a measurement for brokers and metric stores only: one of such a type, or a version that did not change.
    /// </summary>
    public static bool IsMetric(CloudEvent @event) => IsMetric(@event.Type)
        || (@event.Type == EventTypes.Version
            && @event.Data is { ValueKind: JsonValueKind.Object } data
            && data.TryGetProperty("changed", out var changed)
            && changed.ValueKind == JsonValueKind.False);
}
