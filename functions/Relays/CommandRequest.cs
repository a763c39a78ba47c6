using System.Text.Json;

namespace Butler.Functions.Relays;

/// <summary>A request for a command to a relay.</summary>
internal sealed record CommandRequest
{
    /// <summary>The id; a repeated request for the same command has the same id.</summary>
    public required string Id { get; init; }

    /// <summary>Whether the id is new, so that no row of it exists.</summary>
    public bool IsNew { get; init; }

    /// <summary>One of <see cref="Core.Commands.CommandKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The site.</summary>
    public required string Site { get; init; }

    /// <summary>The arguments, which depend on the kind.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The destination that the relay must have; null for other kinds.</summary>
    public string? Destination { get; init; }

    /// <summary>The relay that must execute it; null: any that can.</summary>
    public string? Relay { get; init; }

    /// <summary>Whether a relay that is offline is chosen where none is online: the command waits in its queue.</summary>
    public bool MayWaitForRelay { get; init; }

    /// <summary>Relays to skip, because they have refused the command.</summary>
    public IReadOnlyCollection<string> Except { get; init; } = [];

    /// <summary>The requester, for the audit log.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>The time after which the command is not executed.</summary>
    public required DateTimeOffset Deadline { get; init; }
}

/// <summary>No relay of the site can execute the command now: none that supports it has sent a heartbeat within three minutes.</summary>
internal sealed class NoRelayException(string message) : Exception(message)
{
    /// <summary>When the last heartbeat of a relay was that can execute the command; null when there is no such relay.</summary>
    public DateTimeOffset? OfflineSince { get; init; }

    /// <summary>Whether relays are online, and none of them can execute the kind of command.</summary>
    public bool NoneCan { get; init; }

    /// <summary>Whether there are relays, but no known relay has the destination.</summary>
    public bool NoneHasDestination { get; init; }
}
