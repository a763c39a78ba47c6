using Butler.RelayAgent.Service;
using Butler.RelayAgent.Service.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

/// <summary>Syncs the journal on a thread of its own, so that the thread that appends never waits for the platter.</summary>
internal sealed partial class JournalSyncer(
    DatagramJournal journal, TimeSpan interval, TimeProvider time, ILogger<JournalSyncer> logger, RelayFailure? failure = null) : IDisposable
{
    private readonly ManualResetEventSlim stopping = new();
    private readonly TroubleLog trouble = new(time);
    private Thread? thread;

    public LoopProgress Progress { get; } = new("journal sync", time);

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        thread = RelayThread.Start("journal sync", Run, failure);
    }

    /// <summary>Syncs a last time and ends the thread.</summary>
    public void Stop()
    {
        stopping.Set();
        thread?.Join();
        thread = null;
    }

    public void Dispose()
    {
        Stop();
        stopping.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            var last = stopping.Wait(interval);
            Progress.Report(interval);
            try
            {
                journal.Sync();
                if (trouble.End() is { } lasted)
                {
                    Log.Mended(logger, lasted);
                }
            }
            catch (IOException failure)
            {
                if (trouble.Tell())
                {
                    Log.NotSynced(logger, failure.Message);
                }
            }

            if (last)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The journal cannot be synced to disk; a power cut could lose datagrams: {Error}")]
        public static partial void NotSynced(ILogger logger, string error);

        [LoggerMessage(2, LogLevel.Information, "The journal is synced to disk again, after {Lasted}")]
        public static partial void Mended(ILogger logger, TimeSpan lasted);
    }
}
