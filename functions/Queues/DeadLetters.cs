using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Storage;

namespace Butler.Functions.Queues;

/// <summary>
/// Processes a queue's dead-letter queue: counts its messages, sends them again with growing pauses, and moves them aside when that does
/// not help. An expired heartbeat is only counted, because a newer one follows.
/// </summary>
internal sealed partial class DeadLetters(string queue, Rescheduler rescheduler, ITables tables, TimeProvider time, ILogger<DeadLetters> logger) : IQueueHandler
{
    /// <summary>The partition of the counts in the <c>Relays</c> table; no site can have this name.</summary>
    public const string CountPartition = "~dead-letters";

    private const int MaxTimes = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    public async Task RunAsync(TriggerMessage message, CancellationToken cancellationToken)
    {
        var reason = message.Text("DeadLetterReason") ?? "no reason given";
        if (message.Label == Heartbeat.Label)
        {
            await CountAsync(message, reason, cancellationToken);
            return;
        }

        var times = message.Number(Rescheduler.DeadLetteredProperty, 0) + 1;
        if (times > MaxTimes)
        {
            throw new RefusedMessageException($"dead-lettered {times} times, the last time for {reason}");
        }

        // The copy is sent before it is counted: duplicate detection drops the copy of a second run.
        var at = await rescheduler.SendAsync(message with { Queue = queue }, cancellationToken, FirstPause * Math.Pow(3, times - 1), times);
        await CountAsync(message, reason, cancellationToken);
        Log.SentAgain(logger, message.MessageId, queue, reason, at);
    }

    /// <summary>Counts a dead-lettered message.</summary>
    public async Task CountAsync(TriggerMessage message, string reason, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = TableKey.Escape(queue);
            var known = await tables.GetAsync(TableNames.Relays, CountPartition, row, cancellationToken);
            var counted = new TableRow(CountPartition, row)
                .Set("Count", (known?.Number("Count") ?? 0) + 1)
                .Set("LastReason", reason)
                .Set("LastMessageId", message.MessageId)
                .Set("LastTime", time.GetUtcNow());
            var done = known is null
                ? await tables.InsertAsync(TableNames.Relays, counted, cancellationToken)
                : await tables.ReplaceAsync(TableNames.Relays, counted, known.ETag!, cancellationToken);
            if (done is not null)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{MessageId} was dead-lettered on {Queue} ({Reason}) and is sent again at {At:HH:mm:ss}")]
        public static partial void SentAgain(ILogger logger, string messageId, string queue, string reason, DateTimeOffset at);
    }
}
