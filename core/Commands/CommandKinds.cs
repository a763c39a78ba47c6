namespace Butler.Core.Commands;

/// <summary>The kinds of commands; docs/commands.md describes each. A relay's heartbeat lists those it supports.</summary>
public static class CommandKinds
{
    /// <summary>Starts tasks: <see cref="StartTaskArguments"/>, <see cref="StartTaskResult"/>.</summary>
    public const string StartTask = "start-task";

    /// <summary>Stops tasks: <see cref="TaskIdsArguments"/>, <see cref="StopTaskResult"/>.</summary>
    public const string StopTask = "stop-task";

    /// <summary>
    /// Returns the status of tasks or of an execution: <see cref="TaskStatusArguments"/>, <see cref="TaskStatusResult"/>.
    /// </summary>
    public const string TaskStatus = "task-status";

    /// <summary>Lists the site's tasks: <see cref="ListArguments"/>, <see cref="TaskListResult"/>.</summary>
    public const string ListTasks = "list-tasks";

    /// <summary>Lists the site's apps: <see cref="ListArguments"/>, <see cref="AppListResult"/>.</summary>
    public const string ListApps = "list-apps";

    /// <summary>Lists the site's tags and custom properties: no arguments, <see cref="NamesResult"/>.</summary>
    public const string ListNames = "list-names";

    /// <summary>Reloads an app through the engine: <see cref="ReloadAppArguments"/>, <see cref="ReloadAppResult"/>.</summary>
    public const string ReloadApp = "reload-app";

    /// <summary>Describes an app, without its data: <see cref="AppDumpArguments"/>, <see cref="AppDumpResult"/>.</summary>
    public const string AppDump = "app-dump";

    /// <summary>Copies a file: <see cref="FileCopyArguments"/>, echoed with full paths.</summary>
    public const string FileCopy = "file-copy";

    /// <summary>Moves a file: <see cref="FileMoveArguments"/>, echoed with full paths.</summary>
    public const string FileMove = "file-move";

    /// <summary>Deletes a file, never a directory: <see cref="FileDeleteArguments"/>, echoed with the full path.</summary>
    public const string FileDelete = "file-delete";

    /// <summary>Makes a directory: <see cref="MakeDirArguments"/>, echoed with the full path.</summary>
    public const string MakeDir = "make-dir";

    /// <summary>
    /// Sends to a destination in the relay's configuration file: <see cref="DeliverArguments"/>, <see cref="DeliverResult"/>.
    /// </summary>
    public const string Deliver = "deliver";

    /// <summary>
    /// Gives a relay its turn to release unused access licenses by its own file: <see cref="ReleaseLicensesArguments"/>,
    /// <see cref="ReleaseLicensesResult"/>.
    /// </summary>
    public const string ReleaseLicenses = "release-licenses";

    /// <summary>Shows the relay's configuration file without its secrets: no arguments, <see cref="ConfigurationResult"/>.</summary>
    public const string ShowConfiguration = "show-configuration";

    /// <summary>Whether commands of a kind only read, so that an interrupted command has changed nothing.</summary>
    public static bool OnlyReads(string kind) => kind is TaskStatus or ListTasks or ListApps or ListNames or AppDump
        or ShowConfiguration;
}
