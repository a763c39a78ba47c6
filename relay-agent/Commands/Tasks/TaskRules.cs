namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Whether the relay's file allows a task to be started or stopped, judged by what the repository says of the task itself.</summary>
internal sealed class TaskRules(StartTaskRules rules)
{
    /// <summary>Null when it is allowed; else why it is not.</summary>
    public string? Denies(SenseTask task)
    {
        if (task.Type is not { } type || !rules.Types.Contains(type))
        {
            return $"commands.startTask.types does not list {task.Type ?? "a task whose type Sense did not tell"}";
        }

        var allowed = rules.Any
            || (Guid.TryParse(task.Id, out var id) && rules.Tasks.Contains(id))
            || task.Tags.Any(tag => rules.Tags.Contains(tag))
            || task.CustomProperties.Any(property => rules.CustomProperties.TryGetValue(property.Name, out var values) && values.Contains(property.Value));
        return allowed ? null : "no rule of commands.startTask lets it through";
    }
}
