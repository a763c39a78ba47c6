namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>QRS's numbers for kinds of tasks, as they stand in event types.</summary>
internal static class TaskKind
{
    public const string Reload = "reload";
    public const string Distribute = "distribute";

    /// <summary>The kind; null when the number is missing or unknown.</summary>
    public static string? Of(int? taskType) => taskType switch
    {
        0 => Reload,
        1 => "externalprogram",
        2 => "usersync",
        3 => Distribute,
        4 => "preload",
        _ => null,
    };
}
