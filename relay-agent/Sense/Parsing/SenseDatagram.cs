namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>The fields of a datagram from Sense, cleaned; null when a field is empty, <c>(null)</c> or missing.</summary>
internal sealed record SenseDatagram
{
    /// <summary>The message type; null when it is unknown.</summary>
    public SenseTag? Tag { get; init; }

    /// <summary>The host that logged the event.</summary>
    public string? Host { get; init; }

    /// <summary>The task's name.</summary>
    public string? TaskName { get; init; }

    /// <summary>The app's name.</summary>
    public string? AppName { get; init; }

    /// <summary>The user, <c>DIRECTORY\user</c>.</summary>
    public string? User { get; init; }

    /// <summary>The task's GUID, lower case.</summary>
    public string? TaskId { get; init; }

    /// <summary>The app's GUID, lower case.</summary>
    public string? AppId { get; init; }

    /// <summary>The log's time stamp as written.</summary>
    public string? TimeStamp { get; init; }

    /// <summary>The log level.</summary>
    public string? Level { get; init; }

    /// <summary>The id of the run, as written.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>The log message.</summary>
    public string? Message { get; init; }

    /// <summary>Why the datagram cannot be parsed; null on success.</summary>
    public string? Problem { get; init; }
}
