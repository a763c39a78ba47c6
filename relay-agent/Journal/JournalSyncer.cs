using Butler.Core.Time;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

/// <summary>Syncs the journal on its own thread, so that the appending thread never waits for a sync.</summary>
internal sealed partial class JournalSyncer(
    DatagramJournal journal, TimeSpan interval, TimeProvider time, ILogger<JournalSyncer> logger,
    RelayFailure? failure = null) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>How long the last sync may take while the relay stops.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(4);

    private readonly ManualResetEventSlim stopping = new();
    private readonly QuietLog trouble = new(time);
    private Thread? thread;

    public LoopProgress Progress { get; } = new("journal sync", time);

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        thread = RelayThread.Start("journal sync", Run, failure);
    }

    /// <summary>Syncs for the last time and ends the thread.</summary>
    public void Stop()
    {
        stopping.Set();
        if (thread?.Join(StopTimeout) == false)
        {
            Log.NotStopped(logger, StopTimeout.TotalSeconds);
        }

        thread = null;
    }

    public void Dispose()
    {
        Stop();
        stopping.Dispose();
    }

    private void Run()
    {
        var pause = interval;
        while (true)
        {
            var last = stopping.Wait(pause);
            Progress.Report(pause);
            try
            {
                journal.Sync();
                pause = interval;
                if (trouble.End() is { } lasted)
                {
                    Log.Recovered(logger, lasted);
                }
            }
            catch (IOException failure)
            {
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause; // each attempt writes whole segments again
                if (trouble.IsDue())
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
        [LoggerMessage(3, LogLevel.Error, "The journal's last sync to disk did not end within {Seconds:0} s, the relay ends without it; a "
            + "power cut could lose datagrams")]
        public static partial void NotStopped(ILogger logger, double seconds);

        [LoggerMessage(1, LogLevel.Error, "The journal cannot be synced to disk; a power cut could lose datagrams: {Error}")]
        public static partial void NotSynced(ILogger logger, string error);

        [LoggerMessage(2, LogLevel.Information, "The journal is synced to disk again, after {Lasted}")]
        public static partial void Recovered(ILogger logger, TimeSpan lasted);
    }
}
