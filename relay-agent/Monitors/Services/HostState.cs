using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Butler.RelayAgent.Monitors.Services.Managers;

namespace Butler.RelayAgent.Monitors.Services;

/// <summary>What the monitor remembers of a host.</summary>
internal sealed record HostState
{
    /// <summary>The services that were seen.</summary>
    public IReadOnlyList<KnownService> Services { get; init; } = [];

    /// <summary>The last look at which the host answered; on disk up to five minutes old.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>Whether the host can be asked.</summary>
    public HostReach Reach { get; init; } = new();

    /// <summary>
    /// Events that are decided and perhaps not in the journal yet. They are on disk before they are raised, and are raised again after a
    /// crash, under the same ids.
    /// </summary>
    public IReadOnlyList<PlannedEvent> Planned { get; init; } = [];
}

/// <summary>A service that was seen.</summary>
/// <param name="Last">What was read last.</param>
internal sealed record KnownService(WinService Last)
{
    /// <summary>The last status that was judged, in Windows's words; <c>UNKNOWN</c> before that, and when the service vanished.</summary>
    public string Status { get; init; } = WinServiceStates.Unknown;

    /// <summary>When that status began; null when it is not known.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether an event said that it stopped, and none that it started.</summary>
    public bool IsDown { get; init; }

    /// <summary>The number of looks in a row with a pending status.</summary>
    public int PendingLooks { get; init; }

    /// <summary>The number of looks in a row that found it stopped since Windows started.</summary>
    public int UnstartedLooks { get; init; }

    /// <summary>The number of looks in a row that did not find the service.</summary>
    public int MissedLooks { get; init; }

    /// <summary>The last look that found its <see cref="Status"/>, while later ones found it pending or did not find it.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>What was told last.</summary>
    public ToldStatuses? Told { get; init; }
}

/// <summary>Whether a host can be asked.</summary>
internal sealed record HostReach
{
    /// <summary>The number of looks in a row that failed.</summary>
    public int FailedLooks { get; init; }

    /// <summary>When the host last said that it shuts down.</summary>
    public DateTimeOffset? ShutDownAt { get; init; }

    /// <summary>Whether an event said that it cannot be asked.</summary>
    public bool IsDown { get; init; }

    /// <summary>The last look that it answered before it could not be asked.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What was told last.</summary>
    public ToldStatuses? Told { get; init; }
}

/// <summary>An event that is decided.</summary>
internal sealed record PlannedEvent(string Type, string Id, string Subject, JsonObject Data);

/// <summary>Source-generated JSON of what is remembered.</summary>
[JsonSerializable(typeof(HostState))]
internal sealed partial class HostStateJson : JsonSerializerContext;
