using System.Text.Json.Serialization;
using Butler.Core.Commands;
using Butler.Functions.Delivering;

namespace Butler.Functions.SystemInfo;

/// <summary>The state of the system.</summary>
internal sealed record SystemHealth
{
    /// <summary>
    /// <c>ok</c>, or <c>degraded</c> while the newest configuration is not in use, a relay is offline, a destination away or a
    /// tenant failing.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>The version of the function app.</summary>
    public required string Version { get; init; }

    public required ConfigurationHealth Configuration { get; init; }

    public required IReadOnlyList<RelayHealth> Relays { get; init; }

    /// <summary>The paused destinations, as the instance that answers sees them.</summary>
    public required IReadOnlyList<OpenCircuit> DestinationsAway { get; init; }

    public required DeadDeliveryCount DeadDeliveries { get; init; }

    /// <summary>The tenants of Qlik Cloud; null when none is configured.</summary>
    public IReadOnlyList<TenantHealth>? Tenants { get; init; }

    /// <summary>App settings that keep a part of the configuration from its effect; null when there are none.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>The state of the configuration.</summary>
/// <param name="State">Whether the newest one is in use.</param>
/// <param name="Fault">Why not, with lines and keys, without values from the environment; null when it is in use.</param>
internal sealed record ConfigurationHealth(string State, string? Fault);

/// <summary>A relay, as its last heartbeat describes it.</summary>
internal sealed record RelayHealth
{
    public required string Site { get; init; }

    public required string Name { get; init; }

    /// <summary>Whether it has sent a heartbeat within <c>watchdog.offlineAfter</c>.</summary>
    public required bool Online { get; init; }

    /// <summary>When the last heartbeat reached the queue, UTC.</summary>
    public required DateTimeOffset LastHeartbeat { get; init; }

    public string? Version { get; init; }

    public string? Environment { get; init; }

    /// <summary>When its process started, UTC, by its clock.</summary>
    public DateTimeOffset? Started { get; init; }

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    public RelayCounters? Counters { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The number of deliveries that have ended without success.</summary>
/// <param name="Days">The days that are counted, today included.</param>
/// <param name="Count">The number.</param>
/// <param name="IsMore">Whether a day has more than are counted.</param>
internal sealed record DeadDeliveryCount(int Days, int Count, bool IsMore);

/// <summary>Source-generated JSON of the system's state.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SystemHealth))]
[JsonSerializable(typeof(ConfigurationAnswer))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class SystemJson : JsonSerializerContext;
