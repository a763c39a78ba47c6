using Butler.Core.Commands;
using Butler.Core.Time;
using Butler.RelayAgent.Commands.Ledger;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Commands.Receiving;

/// <summary>Writes the states of commands to the ledger, and retries while the disk fails: the next step requires the record.</summary>
internal sealed partial class LedgerBook(CommandLedger ledger, TimeProvider time, Random random, ILogger<LedgerBook> logger)
{
    private readonly QuietLog trouble = new(time);

    public LedgerRecord? Find(string id) => ledger.Find(id)?.Record;

    /// <summary>The commands whose reply was not sent to Service Bus yet.</summary>
    public IReadOnlyList<LedgerRecord> Unanswered() => ledger.Unanswered();

    /// <summary>Records a received command, with one try: without the record it stays in the queue.</summary>
    /// <exception cref="IOException">A disk error.</exception>
    public void Taken(Command command) => ledger.Write(new LedgerRecord
    {
        Id = command.Id,
        State = LedgerState.Taken,
        Time = time.GetUtcNow(),
        Kind = command.Kind,
        Deadline = command.Deadline,
    });

    /// <summary>Records a command of the relay's own API.</summary>
    /// <exception cref="IOException">A disk error; nothing was done.</exception>
    public void Taken(Command command, string content) => ledger.Write(new LedgerRecord
    {
        Id = command.Id,
        State = LedgerState.Taken,
        Time = time.GetUtcNow(),
        Kind = command.Kind,
        Deadline = command.Deadline,
        IsLocal = true,
        Content = content,
    });

    /// <summary>Records that the command is about to be executed.</summary>
    public Task BegunAsync(string id, CancellationToken stopping) => WriteAsync(id, LedgerState.Begun, null, null, stopping);

    /// <summary>Records the result.</summary>
    public Task ResultAsync(string id, CommandReply reply, string? delivered, CancellationToken stopping) =>
        WriteAsync(id, LedgerState.Result, reply, delivered, stopping);

    /// <summary>
    /// Records that the reply was sent. Without the record the reply is sent again after the next start, which changes nothing.
    /// </summary>
    public void Replied(string id)
    {
        try
        {
            ledger.Write(ledger.Find(id)!.Record with { State = LedgerState.Replied, Time = time.GetUtcNow(), Delivered = null });
        }
        catch (IOException failure)
        {
            Report(failure);
        }
    }

    /// <summary>The reply of a command; null when there is none, or it has been removed.</summary>
    public async Task<CommandReply?> ReplyAsync(string id, CancellationToken stopping)
    {
        CommandReply? reply = null;
        if (ledger.Find(id) is { Offset: >= 0 })
        {
            await TryAsync(() => reply = ledger.Reply(id), stopping);
        }

        return reply;
    }

    /// <summary>Removes old records.</summary>
    public void Prune()
    {
        try
        {
            ledger.Prune();
        }
        catch (IOException failure)
        {
            Report(failure);
        }
    }

    private Task WriteAsync(string id, LedgerState state, CommandReply? reply, string? delivered, CancellationToken stopping) =>
        TryAsync(
            () => ledger.Write(
                ledger.Find(id)!.Record with { State = state, Time = time.GetUtcNow(), Reply = reply, Delivered = delivered }),
            stopping);

    private async Task TryAsync(Action action, CancellationToken stopping)
    {
        // Polly is not used here, because a result must be recorded once even while the relay stops.
        for (var failures = 1; ; failures++)
        {
            try
            {
                action();
                Recovered();
                return;
            }
            catch (IOException failure)
            {
                Report(failure);
                await Task.Delay(RetryPauses.After(failures, failure, random), time, stopping);
            }
        }
    }

    private void Report(IOException failure)
    {
        if (trouble.IsDue())
        {
            Log.NotWritten(logger, failure.Message);
        }
    }

    private void Recovered()
    {
        if (trouble.End() is { } lasted)
        {
            Log.WrittenAgain(logger, lasted);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The ledger of commands cannot be written or read, commands wait: {Problem}")]
        public static partial void NotWritten(ILogger logger, string problem);

        [LoggerMessage(2, LogLevel.Information, "The ledger of commands works again, after {Lasted}")]
        public static partial void WrittenAgain(ILogger logger, TimeSpan lasted);
    }
}
