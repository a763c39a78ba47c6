namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>
/// Decides whether to fetch an event's script log, which costs two requests. In a burst of failures of the same tasks, one log for each
/// task and minute is enough.
/// </summary>
internal sealed class ScriptLogTurns(TimeProvider time)
{
    /// <summary>More concurrent events than this are a burst.</summary>
    private const int Calm = 8;

    private const int MaxTasks = 2000;
    private static readonly TimeSpan OneEach = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, long> fetched = [];

    /// <summary>Whether to fetch the log of this task's run.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="sideBySide">The number of events that are being looked up.</param>
    public bool Take(string taskId, int sideBySide)
    {
        lock (gate)
        {
            if (sideBySide > Calm && fetched.TryGetValue(taskId, out var last) && time.GetElapsedTime(last) < OneEach)
            {
                return false;
            }

            if (fetched.Count >= MaxTasks)
            {
                fetched.Clear();
            }

            fetched[taskId] = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>The log was not available: the log of the task's next run may be fetched at once.</summary>
    public void Return(string taskId)
    {
        lock (gate)
        {
            fetched.Remove(taskId);
        }
    }
}
