using Butler.Core.Time;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Journal;

/// <summary>Writes received records to the journal, on its own thread.</summary>
internal sealed partial class JournalWriter(
    DatagramJournal journal, HandOver handOver, RelayCounts counts, TimeProvider time, ILogger<JournalWriter> logger,
    RelayFailure? failure = null)
    : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>The time limit for writing the remaining records while the relay stops.</summary>
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(8);

    /// <summary>The time limit for a write that does not complete.</summary>
    private static readonly TimeSpan HungTimeout = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource drain = new(Timeout.InfiniteTimeSpan, time);
    private readonly ManualResetEventSlim stopping = new();
    private readonly QuietLog full = new(time);
    private readonly QuietLog faulty = new(time);
    private Thread? thread;
    private volatile bool isFaulty;

    /// <summary>Whether the last write failed with a disk error; datagrams are then held in memory.</summary>
    public bool IsFaulty => isFaulty;

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        thread = RelayThread.Start("journal writer", Run, failure);
    }

    /// <summary>Writes the remaining records within the time limit, and ends. The listener must have ended before.</summary>
    public void Stop()
    {
        drain.CancelAfter(DrainTimeout);
        stopping.Set();
        if (thread?.Join(DrainTimeout + HungTimeout) == false)
        {
            Log.NotStopped(logger);
        }

        thread = null;
    }

    public void Dispose()
    {
        Stop();
        drain.Dispose();
        stopping.Dispose();
    }

    private void Run()
    {
        while (handOver.TryTake(out var batch))
        {
            while (drain.IsCancellationRequested || !TryWrite(batch))
            {
                // Nothing is lost yet: the batch is kept, and new records wait in the buffer.
                if (stopping.Wait(RetryAfter))
                {
                    LoseAtStop(batch);
                    break;
                }
            }

            handOver.Release();
        }
    }

    private bool TryWrite(ReceivedBatch batch)
    {
        try
        {
            var isTaken = journal.Append(batch.Bytes.Span) == AppendOutcome.Accepted;
            isFaulty = false;
            if (isTaken)
            {
                ReportRecovered();
            }

            Count(batch, isTaken);
            return true;
        }
        catch (IOException failure)
        {
            isFaulty = true;
            if (faulty.IsDue())
            {
                Log.NotWritten(logger, failure.Message);
            }

            return false;
        }
    }

    /// <summary>The relay's own records are not counted as received: their creator is notified instead, and creates them again.</summary>
    private void Count(ReceivedBatch batch, bool isTaken)
    {
        if (batch.Written is { } written)
        {
            written.TrySetResult(isTaken);
        }
        else if (isTaken)
        {
            counts.AddAccepted(batch.Count);
        }
        else
        {
            Refuse(batch.Count);
        }
    }

    private void LoseAtStop(ReceivedBatch batch)
    {
        if (batch.Written is { } written)
        {
            written.TrySetResult(false);
            return;
        }

        counts.AddRefused(batch.Count);
        Log.LostAtStop(logger, batch.Count);
    }

    private void Refuse(int count)
    {
        counts.AddRefused(count);
        if (full.IsDue())
        {
            Log.Full(logger, journal.Waiting, counts.Refused);
        }
    }

    private void ReportRecovered()
    {
        if (full.End() is { } wasFull)
        {
            Log.RoomAgain(logger, wasFull, counts.Refused);
        }

        if (faulty.End() is { } wasFaulty)
        {
            Log.WrittenAgain(logger, wasFaulty);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The journal is full ({Waiting} datagrams wait to be forwarded): new datagrams are REFUSED and "
            + "lost ({Refused} since the start). Raise journal.maxSize, or check why Service Bus does not accept them")]
        public static partial void Full(ILogger logger, long waiting, long refused);

        [LoggerMessage(2, LogLevel.Warning, "The journal has room again, after {Lasted} ({Refused} datagrams refused since the start)")]
        public static partial void RoomAgain(ILogger logger, TimeSpan lasted, long refused);

        [LoggerMessage(3, LogLevel.Error, "The journal cannot be written, datagrams are held in memory: {Error}")]
        public static partial void NotWritten(ILogger logger, string error);

        [LoggerMessage(4, LogLevel.Warning, "The journal is written again, after {Lasted}")]
        public static partial void WrittenAgain(ILogger logger, TimeSpan lasted);

        [LoggerMessage(5, LogLevel.Error, "{Count} datagrams could not be written before the relay stopped, and are lost")]
        public static partial void LostAtStop(ILogger logger, int count);

        [LoggerMessage(
            6, LogLevel.Error,
            "The disk did not end a write in time, the relay ends without it; datagrams that were not written yet are lost")]
        public static partial void NotStopped(ILogger logger);
    }
}
