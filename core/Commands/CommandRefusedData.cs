namespace Butler.Core.Commands;

/// <summary>The data of a <see cref="EventType"/> event: a relay was asked for something that its own file does not allow, or by a stranger.</summary>
public sealed record CommandRefusedData
{
    /// <summary>The type of the event.</summary>
    public const string EventType = Events.EventTypes.RelayRefused;

    /// <summary>Why it was refused.</summary>
    public required string Reason { get; init; }

    /// <summary>The command's id; what an unsigned message claims to be is not repeated.</summary>
    public string? CommandId { get; init; }

    /// <summary>Its kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Who asked, as the command says.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>The id of the message that brought it.</summary>
    public string? MessageId { get; init; }

    /// <summary>How many more were refused since the last such event, which were not told one by one.</summary>
    public int More { get; init; }
}
