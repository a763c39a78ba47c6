namespace Butler.Local.Sense.Datagrams;

/// <summary>The datagrams of Sense for each type of event.</summary>
internal static class SenseEvents
{
    /// <summary>The type of a datagram that cannot be parsed.</summary>
    public const string Unparsed = "sense.unparsed";

    private static readonly string[] Kinds = ["reload", "externalprogram", "usersync", "distribute", "preload", "task"];
    private static readonly string[] Outcomes = ["failed", "aborted", "succeeded"];

    /// <summary>All types.</summary>
    public static IReadOnlyList<string> Types { get; } =
        [.. Kinds.SelectMany(kind => Outcomes.Select(outcome => $"sense.{kind}.{outcome}")), Unparsed];

    /// <summary>The datagram of a type of event, with the fields that its appender and filter decide.</summary>
    /// <param name="type">One of <see cref="Types"/> but <see cref="Unparsed"/>; case-insensitive.</param>
    /// <param name="executionId">The execution's id.</param>
    /// <param name="time">When it was logged, in the server's local time.</param>
    public static SenseDatagram Datagram(string type, string executionId, DateTimeOffset time)
    {
        var parts = type.ToLowerInvariant().Split('.');
        var (kind, outcome) = (parts[1], parts[2]);
        var (tag, level, message) = Texts(kind, outcome);
        var datagram = new SenseDatagram { Tag = tag, Level = level, Message = message, ExecutionId = executionId, Time = time };
        return kind switch
        {
            "externalprogram" => WithoutApp(datagram, "Export to the warehouse"),
            "usersync" => WithoutApp(datagram, "User synchronization of FABRIKAM"),
            "distribute" =>
                datagram with { TaskName = "Distribute Margin Cockpit", TaskId = SenseDatagram.IdOf("Distribute Margin Cockpit") },
            "preload" => datagram with { TaskName = "Preload of Margin Cockpit", TaskId = SenseDatagram.IdOf("Preload of Margin Cockpit") },
            _ => datagram,
        };
    }

    // A distribution has one text for all outcomes: the receiver must ask QRS. Preload tasks fail with one of two texts about sessions that
    // never started; all other tasks fail after their last retry.
    private static (string Tag, string Level, string Message) Texts(string kind, string outcome) => (kind, outcome) switch
    {
        ("distribute", _) => ("/scheduler-distribute/", "INFO", "Exiting execute of Distribute task request."),
        ("preload", "failed") => ("/scheduler-task-failed/", "WARN", "Failed to start session"),
        (_, "failed") => ("/scheduler-task-failed/", "WARN", "Max retries reached"),
        (_, "aborted") => ("/scheduler-task-aborted/", "INFO", "Execution State Change to Aborting"),
        _ => ("/scheduler-task-success/", "INFO", "Execution State Change to FinishedSuccess"),
    };

    private static SenseDatagram WithoutApp(SenseDatagram datagram, string task) => datagram with
    {
        TaskName = task,
        TaskId = SenseDatagram.IdOf(task),
        AppName = SenseDatagram.Unset,
        AppId = SenseDatagram.Unset,
    };
}
