using Butler.Core.Commands;
using Butler.Core.Time;
using Butler.RelayAgent.Commands.Ledger;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Commands.Receiving;

/// <summary>Writes commands' states to the ledger, again and again while the disk refuses: without the note the next step is not taken.</summary>
internal sealed partial class LedgerBook(CommandLedger ledger, TimeProvider time, Random random, ILogger<LedgerBook> logger)
{
    private readonly QuietLog trouble = new(time);

    /// <summary>What is known of a command.</summary>
    public LedgerRecord? Find(string id) => ledger.Find(id)?.Record;

    /// <summary>The commands that Service Bus does not have the reply of.</summary>
    public IReadOnlyList<LedgerRecord> Unanswered() => ledger.Unanswered();

    /// <summary>A command was received. One try: while it is not noted it stays in the queue.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Taken(Command command) => ledger.Write(new LedgerRecord
    {
        Id = command.Id,
        State = LedgerState.Taken,
        Time = time.GetUtcNow(),
        Kind = command.Kind,
        Deadline = command.Deadline,
    });

    /// <summary>It is about to be done.</summary>
    public Task BegunAsync(string id, CancellationToken stopping) => WriteAsync(id, LedgerState.Begun, null, null, stopping);

    /// <summary>It has ended.</summary>
    public Task ResultAsync(string id, CommandReply reply, string? delivered, CancellationToken stopping) =>
        WriteAsync(id, LedgerState.Result, reply, delivered, stopping);

    /// <summary>Service Bus has the reply. If this is not noted the reply is sent again after the next start, and changes nothing.</summary>
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

    /// <summary>The reply of a command; null where it has none, or none any more.</summary>
    public async Task<CommandReply?> ReplyAsync(string id, CancellationToken stopping)
    {
        CommandReply? reply = null;
        if (ledger.Find(id) is { Offset: >= 0 })
        {
            await TryAsync(() => reply = ledger.Reply(id), stopping);
        }

        return reply;
    }

    /// <summary>Forgets what is old.</summary>
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
            () => ledger.Write(ledger.Find(id)!.Record with { State = state, Time = time.GetUtcNow(), Reply = reply, Delivered = delivered }),
            stopping);

    private async Task TryAsync(Action action, CancellationToken stopping)
    {
        // Not a pipeline of Polly: a result is noted once even while the relay stops.
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
