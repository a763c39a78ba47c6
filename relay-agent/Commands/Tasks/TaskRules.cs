namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Decides whether the relay's file allows a task to be started or stopped, from the repository's data about the task.</summary>
internal sealed class TaskRules(StartTaskRules rules)
{
    /// <summary>Null when the task is allowed; else the reason.</summary>
    public string? Denies(SenseTask task)
    {
        if (task.Type is not { } type || !rules.Types.Contains(type))
        {
            return $"commands.startTask.types does not list {task.Type ?? "a task whose type is unknown"}";
        }

        var allowed = rules.Any
            || (Guid.TryParse(task.Id, out var id) && rules.Tasks.Contains(id))
            || task.Tags.Any(tag => rules.Tags.Contains(tag))
            || task.CustomProperties.Any(
                property => rules.CustomProperties.TryGetValue(property.Name, out var values) && values.Contains(property.Value));
        return allowed ? null : "no rule of commands.startTask allows it";
    }
}
