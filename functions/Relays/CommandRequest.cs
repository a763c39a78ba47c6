using System.Text.Json;

namespace Butler.Functions.Relays;

/// <summary>What is to be asked of a relay.</summary>
internal sealed record CommandRequest
{
    /// <summary>The id; whoever asks a second time for the same thing gives the same one.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="Core.Commands.CommandKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The site.</summary>
    public required string Site { get; init; }

    /// <summary>What the kind needs.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The destination that the relay must have; null for kinds that need none.</summary>
    public string? Destination { get; init; }

    /// <summary>Relays that are not asked: they have refused it.</summary>
    public IReadOnlyCollection<string> Except { get; init; } = [];

    /// <summary>Who asks, for the record.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>Until when it is worth doing.</summary>
    public required DateTimeOffset Deadline { get; init; }
}

/// <summary>No relay of the site can do it now: none has been heard of within three minutes, or none that can.</summary>
internal sealed class NoRelayException(string message) : Exception(message)
{
    /// <summary>Whether relays are there, and none of those that are known can have the destination.</summary>
    public bool NoneHasDestination { get; init; }
}
