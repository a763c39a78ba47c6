namespace Butler.Core.Commands;

/// <summary>
/// The data of a <see cref="EventType"/> event: a relay refused a command that its configuration file does not allow, or that has no valid
/// signature.
/// </summary>
public sealed record CommandRefusedData
{
    /// <summary>The type of the event.</summary>
    public const string EventType = Events.EventTypes.RelayRefused;

    /// <summary>Why the command was refused.</summary>
    public required string Reason { get; init; }

    /// <summary>The command's id; null for an unsigned message, whose content is not trusted.</summary>
    public string? CommandId { get; init; }

    /// <summary>The command's kind.</summary>
    public string? Kind { get; init; }

    /// <summary>The requester, according to the command.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>The id of the command's message.</summary>
    public string? MessageId { get; init; }

    /// <summary>How many other commands were refused since the last event of this type.</summary>
    public int More { get; init; }
}
