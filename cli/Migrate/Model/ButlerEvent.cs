using System.Text.Json.Nodes;

namespace Butler.Cli.Migrate.Model;

/// <summary>An event that sections of Butler's file have a key for.</summary>
/// <param name="Section">The key of its section.</param>
/// <param name="Name">The end of route names.</param>
/// <param name="Type">The type of event here.</param>
/// <param name="Per">What Butler's rate limit counts by.</param>
internal sealed record ButlerEvent(string Section, string Name, string Type, string Per = "task")
{
    public static readonly ButlerEvent ReloadFailed = new("reloadTaskFailure", "reload-failed", "sense.reload.failed");
    public static readonly ButlerEvent ReloadAborted = new("reloadTaskAborted", "reload-aborted", "sense.reload.aborted");
    public static readonly ButlerEvent ReloadSucceeded = new("reloadTaskSuccess", "reload-succeeded", "sense.reload.succeeded");
    public static readonly ButlerEvent ServiceStopped = new("serviceStopped", "service-stopped", "sense.service.stopped", "service");
    public static readonly ButlerEvent ServiceStarted = new("serviceStarted", "service-started", "sense.service.started", "service");

    /// <summary>The events of tasks other than reloads.</summary>
    public static readonly IReadOnlyList<ButlerEvent> OtherTasks =
    [
        .. from kind in (string[])["userSync", "externalProgram", "distribute", "preload"]
           from end in new[] { (Key: "Success", Name: "succeeded"), (Key: "Failure", Name: "failed") }
           let name = kind.ToLowerInvariant()
           select new ButlerEvent($"{kind}Task{end.Key}", $"{name}-{end.Name}", $"sense.{name}.{end.Name}"),
    ];

    public bool IsService => Per == "service";

    public JsonArray On => [Type];
}
