namespace Butler.Local.Sense.Site;

/// <summary>
/// A Sense site in memory. Its objects are immutable and replaced as a whole, so that each read gets a consistent object.
/// </summary>
internal sealed class SenseSite
{
    // Old results are deleted, as in Sense, and a burst of failures must not fill the memory with logs.
    private const int MaxExecutions = 2500;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, SenseTask> tasks = [];
    private readonly Dictionary<Guid, SenseApp> apps = [];
    private readonly Dictionary<Guid, Execution> executions = [];
    private readonly Dictionary<Guid, Guid> lastOfTask = [];
    private readonly Queue<Guid> oldestFirst = new();

    /// <summary>The node that runs everything.</summary>
    public string Node { get; init; } = "qsprod02";

    public required IReadOnlyList<SenseUser> Users { get; init; }

    public required IReadOnlyList<SenseStream> Streams { get; init; }

    public required IReadOnlyList<SenseTag> Tags { get; init; }

    public required IReadOnlyList<CustomPropertyDefinition> CustomProperties { get; init; }

    public IReadOnlyList<SenseTask> Tasks => Locked(() => tasks.Values.ToArray());

    public IReadOnlyList<SenseApp> Apps => Locked(() => apps.Values.ToArray());

    public IReadOnlyList<Execution> Executions => Locked(() => executions.Values.ToArray());

    public SenseTask? Task(Guid id) => Locked(() => tasks.GetValueOrDefault(id));

    public SenseApp? App(Guid id) => Locked(() => apps.GetValueOrDefault(id));

    /// <summary>A task by its id or name.</summary>
    public SenseTask? Task(string idOrName) => Guid.TryParse(idOrName, out var id)
        ? Task(id)
        : Tasks.FirstOrDefault(task => task.Name.Equals(idOrName, StringComparison.OrdinalIgnoreCase));

    /// <summary>The latest execution of a task; null if it never ran.</summary>
    public Execution? LastOf(Guid taskId) =>
        Locked(() => lastOfTask.TryGetValue(taskId, out var id) ? executions.GetValueOrDefault(id) : null);

    /// <summary>An execution by its own id or that of its result.</summary>
    public Execution? Execution(Guid id) =>
        Locked(() => executions.GetValueOrDefault(id) ?? executions.Values.FirstOrDefault(e => e.ResultId == id));

    /// <summary>Adds a task, or replaces the one with its id.</summary>
    public void Put(SenseTask task) => Locked(() => tasks[task.Id] = task);

    /// <summary>Adds an app, or replaces the one with its id.</summary>
    public void Put(SenseApp app) => Locked(() => apps[app.Id] = app);

    /// <summary>Deletes a task or app.</summary>
    public bool Remove(Guid id) => Locked(() => tasks.Remove(id) | apps.Remove(id));

    /// <summary>Adds an execution, which is then the latest of its task, or updates one.</summary>
    public void Put(Execution execution)
    {
        lock (gate)
        {
            if (executions.TryAdd(execution.Id, execution))
            {
                lastOfTask[execution.TaskId] = execution.Id;
                oldestFirst.Enqueue(execution.Id);
                while (oldestFirst.Count > MaxExecutions)
                {
                    executions.Remove(oldestFirst.Dequeue());
                }
            }
            else
            {
                executions[execution.Id] = execution;
            }
        }
    }

    private T Locked<T>(Func<T> action)
    {
        lock (gate)
        {
            return action();
        }
    }
}
