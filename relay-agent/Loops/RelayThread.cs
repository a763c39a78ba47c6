namespace Butler.RelayAgent.Loops;

/// <summary>Starts the threads that hold datagrams in memory. One that throws ends the relay: what it held is no longer known to be right.</summary>
internal static class RelayThread
{
    /// <summary>Starts a thread.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">What it does.</param>
    /// <param name="failure">Where a fault is reported; null: it ends the process.</param>
    /// <param name="priority">Its priority.</param>
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
