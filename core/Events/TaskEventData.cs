using System.Text.Json;

namespace Butler.Core.Events;

/// <summary>
/// The data of a task event: the fields of Sense's datagram, and the information from the repository service. Values that could not be
/// looked up are null and named in <see cref="EnrichmentInfo.Missing"/>.
/// </summary>
public sealed record TaskEventData
{
    /// <summary>The host that logged the event.</summary>
    public string? Host { get; init; }

    /// <summary>The task's name in the repository, or in the datagram if the repository did not provide it.</summary>
    public string? TaskName { get; init; }

    /// <summary>The task's GUID, lower case.</summary>
    public string? TaskId { get; init; }

    /// <summary>
    /// The app's name in the repository, or in the datagram if the repository did not provide it; null for tasks without an app.
    /// </summary>
    public string? AppName { get; init; }

    /// <summary>The app's GUID, lower case; null for tasks without an app.</summary>
    public string? AppId { get; init; }

    /// <summary>The user who ran the task, <c>DIRECTORY\user</c>.</summary>
    public string? User { get; init; }

    /// <summary>The id of this run of the task.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>The log's own time stamp, as written: local time of the Sense server.</summary>
    public string? LogTimeStamp { get; init; }

    /// <summary>The log level, such as <c>WARN</c>.</summary>
    public string? LogLevel { get; init; }

    /// <summary>The log message.</summary>
    public string? LogMessage { get; init; }

    /// <summary>The task as the repository knows it.</summary>
    public TaskInfo? Task { get; init; }

    /// <summary>The app as the repository knows it.</summary>
    public AppInfo? App { get; init; }

    /// <summary>The app's owner.</summary>
    public OwnerInfo? Owner { get; init; }

    /// <summary>This execution's result.</summary>
    public ExecutionInfo? Execution { get; init; }

    /// <summary>The script log's first and last lines.</summary>
    public ScriptLogInfo? ScriptLog { get; init; }

    /// <summary>The lines of the script log that say why the run failed.</summary>
    public IReadOnlyList<string>? ErrorLines { get; init; }

    /// <summary>The information that could not be looked up.</summary>
    public EnrichmentInfo Enrichment { get; init; } = new();

    /// <summary>The repository's own task object, secrets taken out; null when it was not available or too large.</summary>
    public JsonElement? RawTask { get; init; }

    /// <summary>The repository's own app object, secrets taken out; null when it was not available or too large.</summary>
    public JsonElement? RawApp { get; init; }

    /// <summary>The names of the fields that were shortened to limit the event's size; null when none were.</summary>
    public IReadOnlyList<string>? Cut { get; init; }

    /// <summary>The datagram as text, for <c>sense.unparsed</c>.</summary>
    public string? Raw { get; init; }

    /// <summary>Why the datagram could not be parsed, for <c>sense.unparsed</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The address that sent the datagram, for <c>sense.unparsed</c>: the host in the datagram may be unreadable.</summary>
    public string? Sender { get; init; }
}

/// <summary>The task as the repository knows it.</summary>
public sealed record TaskInfo
{
    /// <summary>Its current name.</summary>
    public string? Name { get; init; }

    /// <summary>One of <see cref="EventTypes.TaskKinds"/>.</summary>
    public string? Kind { get; init; }

    /// <summary>The names of its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Its custom properties, one entry for each value.</summary>
    public IReadOnlyList<CustomProperty> CustomProperties { get; init; } = [];

    /// <summary>Whether its last start was manual.</summary>
    public bool? IsManuallyTriggered { get; init; }

    /// <summary>Whether it reloads the app partially.</summary>
    public bool? IsPartialReload { get; init; }

    /// <summary>How often it is retried after a failure.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Who changed the task last, <c>DIRECTORY\user</c>.</summary>
    public string? ModifiedByUserName { get; init; }

    /// <summary>When the task was changed last, UTC.</summary>
    public DateTimeOffset? ModifiedDate { get; init; }

    /// <summary>How long a run may take, in minutes.</summary>
    public int? TaskSessionTimeout { get; init; }

    /// <summary>When it runs next, UTC; null if it is not scheduled.</summary>
    public DateTimeOffset? NextExecution { get; init; }
}

/// <summary>The app as the repository knows it.</summary>
public sealed record AppInfo
{
    /// <summary>Its current name.</summary>
    public string? Name { get; init; }

    /// <summary>The name of the stream it is published to; null for an unpublished app.</summary>
    public string? Stream { get; init; }

    /// <summary>The names of its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Its custom properties, one entry for each value.</summary>
    public IReadOnlyList<CustomProperty> CustomProperties { get; init; } = [];

    /// <summary>Its description.</summary>
    public string? Description { get; init; }

    /// <summary>Its size in bytes.</summary>
    public long? FileSize { get; init; }

    /// <summary>When it was reloaded last with success, UTC; null for never.</summary>
    public DateTimeOffset? LastReloadTime { get; init; }

    /// <summary>When it was changed last, UTC.</summary>
    public DateTimeOffset? ModifiedDate { get; init; }

    /// <summary>Who changed it last, <c>DIRECTORY\user</c>.</summary>
    public string? ModifiedByUserName { get; init; }

    /// <summary>When it was published, UTC; null for an unpublished app.</summary>
    public DateTimeOffset? PublishTime { get; init; }

    /// <summary>Whether it is published to a stream.</summary>
    public bool? Published { get; init; }
}

/// <summary>A value of a custom property.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Value">One of its values.</param>
public sealed record CustomProperty(string Name, string Value);

/// <summary>The owner of an app.</summary>
public sealed record OwnerInfo
{
    /// <summary>The repository's id of the user, a GUID.</summary>
    public string? Id { get; init; }

    /// <summary>The display name.</summary>
    public string? Name { get; init; }

    /// <summary>The user directory.</summary>
    public string? Directory { get; init; }

    /// <summary>The user id within the directory.</summary>
    public string? UserId { get; init; }

    /// <summary>All known e-mail addresses.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];
}

/// <summary>The result of one run of a task.</summary>
public sealed record ExecutionInfo
{
    /// <summary>The repository's id of the result, a GUID; it is not the execution's id.</summary>
    public string? ResultId { get; init; }

    /// <summary>The repository's status number, 0 (NeverStarted) to 14 (DistributionRunning).</summary>
    public int? Status { get; init; }

    /// <summary>The status in words, such as <c>FinishedFail</c>.</summary>
    public string? StatusText { get; init; }

    /// <summary>When it started, UTC.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When it stopped, UTC.</summary>
    public DateTimeOffset? Stop { get; init; }

    /// <summary>How long it ran, in milliseconds.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The node that ran it.</summary>
    public string? Node { get; init; }

    /// <summary>The scheduler's notes about the run, in order of time; null when unknown.</summary>
    public IReadOnlyList<ExecutionDetail>? Details { get; init; }
}

/// <summary>A note of the scheduler about a run.</summary>
public sealed record ExecutionDetail
{
    /// <summary>The time, UTC.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The text, such as <c>Changing task state from Started to FinishedFail</c>; with secrets removed.</summary>
    public string? Message { get; init; }

    /// <summary>The repository's number for the kind of note.</summary>
    public int? Type { get; init; }
}

/// <summary>The ends of a script log.</summary>
public sealed record ScriptLogInfo
{
    /// <summary>The first lines.</summary>
    public IReadOnlyList<string> Head { get; init; } = [];

    /// <summary>The last lines.</summary>
    public IReadOnlyList<string> Tail { get; init; } = [];

    /// <summary>The number of lines of the whole log.</summary>
    public int Lines { get; init; }

    /// <summary>The size of the whole log in characters.</summary>
    public long Characters { get; init; }

    /// <summary>The size that the repository says the log has.</summary>
    public long? Size { get; init; }
}

/// <summary>The information that could not be looked up.</summary>
public sealed record EnrichmentInfo
{
    /// <summary>
    /// The names of the missing parts: <c>task</c>, <c>app</c>, <c>owner</c>, <c>execution</c> (also when the run had not ended),
    /// <c>scriptLog</c>, <c>ownerEmails</c>.
    /// </summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}
