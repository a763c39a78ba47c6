using System.Text.Json.Nodes;
using Butler.Local.Sense.Filters;
using Butler.Local.Sense.Site;
using Butler.Local.Sense.Times;

namespace Butler.Local.Sense.Qrs;

/// <summary>All entities of the site by QRS's names for their kinds, in their full form.</summary>
internal sealed class QrsEntities(SenseSite site, SenseBehaviour behaviour, LicenseData licenses, TimeProvider time)
{
    private readonly ExecutionJson executions = new();

    /// <returns>Null for an unknown kind.</returns>
    public IReadOnlyList<JsonObject>? All(string kind) => kind switch
    {
        "task" => Tasks(_ => true),
        "reloadtask" => Tasks(IsReload),
        "externalprogramtask" => Tasks(task => task.Type == TaskType.ExternalProgram),
        "usersynctask" => Tasks(task => task.Type == TaskType.UserSync),
        "app" => [.. site.Apps.Select(AppJson.Full)],
        "user" => [.. site.Users.Select(CommonJson.FullUser)],
        "stream" => [.. site.Streams.Select(CommonJson.Stream)],
        "tag" => [.. site.Tags.Select(CommonJson.Tag)],
        "custompropertydefinition" => [.. site.CustomProperties.Select(CommonJson.Definition)],
        "executionresult" => [.. site.Executions.Select(executions.Full)],
        "executionsession" => [.. site.Executions.Where(execution => !execution.IsFinal).Select(Session)],
        "license/professionalaccesstype" => licenses.Professional,
        "license/analyzeraccesstype" => licenses.Analyzer,
        _ => null,
    };

    /// <summary>The entities with the ids of a filter; null: this kind is not looked up by this property.</summary>
    public IReadOnlyList<JsonObject>? Find(string kind, IdFilter filter) => (kind, filter.Property) switch
    {
        ("task", "id") => Tasks(filter.Ids.Select(site.Task)),
        ("reloadtask", "id") => Tasks(filter.Ids.Select(site.Task).Where(task => task is not null && IsReload(task))),
        ("app", "id") => [.. filter.Ids.Select(site.App).OfType<SenseApp>().Select(AppJson.Full)],
        ("executionresult", "executionid") =>
            [.. filter.Ids.Select(site.Execution).OfType<Execution>().Where(e => filter.Ids.Contains(e.Id)).Select(executions.Full)],
        _ => null,
    };

    private JsonObject[] Tasks(IEnumerable<SenseTask?> tasks) =>
        [.. tasks.OfType<SenseTask>().Select(task => TaskJson.Full(task, site, behaviour, time.GetUtcNow()))];

    private JsonObject[] Tasks(Func<SenseTask, bool> wanted) =>
        Tasks(site.Tasks.Where(wanted));

    /// <summary>Distributions and preloads are reload tasks of another type.</summary>
    private static bool IsReload(SenseTask task) => task.Type is TaskType.Reload or TaskType.Distribute or TaskType.Preload;

    /// <summary>A running execution, by its id.</summary>
    private JsonObject Session(Execution execution)
    {
        var task = site.Task(execution.TaskId);
        var json = CommonJson.Entity(execution.Id, "ExecutionSession", @"INTERNAL\sa_scheduler");
        json["createdDate"] = QrsTime.Text(execution.Start);
        json["modifiedDate"] = QrsTime.Text(execution.Start);
        json["executionResult"] = ExecutionJson.Condensed(execution, behaviour.TasksTellExecutionId);
        json["abortReason"] = null;
        json["reloadTask"] = task is { Type: not (TaskType.ExternalProgram or TaskType.UserSync) }
            ? CommonJson.Named(task.Id, task.Name)
            : null;
        json["externalProgramTask"] = task is { Type: TaskType.ExternalProgram } ? CommonJson.Named(task.Id, task.Name) : null;
        json["userSyncTask"] = task is { Type: TaskType.UserSync } ? CommonJson.Named(task.Id, task.Name) : null;
        return json;
    }
}
