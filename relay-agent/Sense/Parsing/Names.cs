namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>
/// Divides the parts between host and ids into task name, app name and user, if semicolons in names give more than three parts.
/// </summary>
internal static class Names
{
    /// <summary>The three names; a missing one is empty.</summary>
    public static (string Task, string App, string User) Divide(string[] parts)
    {
        if (parts.Length <= 3)
        {
            return (At(0), At(1), At(2));
        }

        // The user is DIRECTORY\name: it begins at the last such part, or else is the last part.
        var userAt = SenseText.Clean(parts[^1]) is null ? -1 : Array.FindLastIndex(parts, IsUser);
        userAt = userAt < 2 ? parts.Length - 1 : userAt;
        var (task, app) = TaskAndApp(parts[..userAt]);
        return (task, app, string.Join(';', parts[userAt..]));

        string At(int index) => index < parts.Length ? parts[index] : "";
    }

    /// <summary>Whether a part is DIRECTORY\name, and not the path of a program.</summary>
    private static bool IsUser(string part) =>
        part.IndexOf('\\', StringComparison.Ordinal) is > 0 and var at && !part.AsSpan(at).TrimStart('\\').Contains('\\')
            && part.AsSpan(0, at).IndexOfAny(':', '/', '"') < 0;

    /// <summary>
    /// A task is often named after its app ("Reload task of X"), so the longest app name in the task name decides. If there is none, the
    /// last part is the app, because semicolons are more common in task names, which people write.
    /// </summary>
    private static (string Task, string App) TaskAndApp(string[] parts)
    {
        for (var appAt = 1; appAt < parts.Length; appAt++)
        {
            var task = string.Join(';', parts[..appAt]);
            var app = string.Join(';', parts[appAt..]);
            if (SenseText.Clean(app) is not null && task.Contains(app, StringComparison.OrdinalIgnoreCase))
            {
                return (task, app);
            }
        }

        return (string.Join(';', parts[..^1]), parts[^1]);
    }
}
