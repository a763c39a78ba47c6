namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>
/// Whether an event's script log is worth its two requests and its time. In a burst of failures of the same tasks one log for each
/// task a minute tells as much as all of them.
/// </summary>
internal sealed class ScriptLogTurns(TimeProvider time)
{
    /// <summary>With more than this many events at once it is a burst.</summary>
    private const int Calm = 8;

    private const int MaxTasks = 2000;
    private static readonly TimeSpan OneEach = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, long> fetched = [];

    /// <summary>Whether to fetch the log of this task's run.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="sideBySide">How many events are looked up now.</param>
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

    /// <summary>The log could not be had: the task's next run may be asked for its own at once.</summary>
    public void Return(string taskId)
    {
        lock (gate)
        {
            fetched.Remove(taskId);
        }
    }
}
