namespace Butler.RelayAgent.Loops;

/// <summary>
/// Starts the threads that hold datagrams in memory. An exception in one of them ends the relay, because its data may no longer be
/// consistent.
/// </summary>
internal static class RelayThread
{
    /// <summary>Starts a thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="run">The work.</param>
    /// <param name="failure">Receives a fault; null: a fault ends the process.</param>
    /// <param name="priority">The thread's priority.</param>
    public static Thread Start(string name, Action run, RelayFailure? failure, ThreadPriority priority = ThreadPriority.Normal)
    {
        var thread = new Thread(Run) { Name = name, IsBackground = true, Priority = priority };
        thread.Start();
        return thread;

        void Run()
        {
            try
            {
                run();
            }
            catch (Exception fault) when (failure is not null)
            {
                failure.Set(name, fault);
            }
        }
    }
}
