namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>The message type in a datagram's first field.</summary>
/// <param name="Family">
/// The event's family in its identity, see <see cref="Butler.Core.Events.EventIdentity"/>; null for the engine's message.
/// </param>
/// <param name="Kind">The kind of task in the event's type.</param>
/// <param name="Outcome">The outcome in the event's type.</param>
internal sealed record SenseTag(string? Family, string Kind, string Outcome)
{
    /// <summary>The engine's message, for which no alert can be created, because it names no task.</summary>
    public static readonly SenseTag EngineReloadFailed = new(null, "", "");

    private static readonly SenseTag Failed = new("failed", Core.Events.EventTypes.UnknownKind, "failed");
    private static readonly SenseTag Aborted = new("aborted", Core.Events.EventTypes.UnknownKind, "aborted");
    private static readonly SenseTag Succeeded = new("success", Core.Events.EventTypes.UnknownKind, "succeeded");
    private static readonly SenseTag Distributed = new("distribute", "distribute", Core.Events.EventTypes.UnknownOutcome);

    /// <summary>
    /// Finds the tag. Case, spaces and the number of slashes are ignored: a common appender file writes
    /// <c>/scheduler-task-success//</c>.
    /// </summary>
    public static SenseTag? Find(string field) => field.Trim().Trim('/').Trim().ToLowerInvariant() switch
    {
        "scheduler-task-failed" or "scheduler-reload-failed" or "scheduler-reloadtask-failed" => Failed,
        "scheduler-task-aborted" or "scheduler-reload-aborted" => Aborted,
        "scheduler-task-success" or "scheduler-reloadtask-success" => Succeeded,
        "scheduler-distribute" => Distributed,
        "engine-reload-failed" => EngineReloadFailed,
        _ => null,
    };

    /// <summary>The fields, with a missing separator after the message type added: <c>/scheduler-task-failed/host</c>.</summary>
    public static string[] Divide(string[] fields)
    {
        if (Find(fields[0]) is null && fields[0].TrimStart().StartsWith('/'))
        {
            var text = fields[0].TrimStart();
            var end = text.IndexOf('/', 1);
            if (end > 0 && Find(text[..end]) is not null)
            {
                return [text[..end], text[end..].TrimStart('/'), .. fields[1..]];
            }
        }

        return fields;
    }
}
