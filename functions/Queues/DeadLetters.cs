using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Storage;

namespace Butler.Functions.Queues;

/// <summary>
/// Looks after what queues have dead-lettered and forwarded: counts it, sends it again to its queue with growing pauses, and sets it aside
/// when that has not helped. A heartbeat that expired is only counted: a newer one follows.
/// </summary>
internal sealed partial class DeadLetters(
    Rescheduler rescheduler, ITables tables, IEnumerable<IDeadLetterHandler> handlers, TimeProvider time,
    ILogger<DeadLetters> logger) : IQueueHandler
{
    /// <summary>The partition of the counts in the <c>Relays</c> table; no site can have this name.</summary>
    public const string CountPartition = "~dead-letters";

    private const int MaxTimes = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private readonly List<IDeadLetterHandler> handlers = [.. handlers];

    public async Task RunAsync(TriggerMessage message, CancellationToken cancellationToken)
    {
        var queue = message.DeadLetterSource ?? throw new RefusedMessageException("it does not say which queue has dead-lettered it");
        var reason = message.Text(TriggerMessage.DeadLetterReasonProperty) ?? "no reason given";

        // Handled first, counted after: what a second run sends again is swallowed by duplicate detection.
        if (handlers.FirstOrDefault(each => each.CanHandle(queue)) is { } handler)
        {
            await handler.RunAsync(message, reason, cancellationToken);
        }
        else if (message.Label != Heartbeat.Label)
        {
            await SendAgainAsync(message, queue, reason, cancellationToken);
        }

        await CountAsync(queue, message, reason, cancellationToken);
    }

    private async Task SendAgainAsync(TriggerMessage message, string queue, string reason, CancellationToken cancellationToken)
    {
        var times = message.Number(Rescheduler.DeadLetteredProperty, 0) + 1;
        if (times > MaxTimes)
        {
            throw new RefusedMessageException($"dead-lettered {times} times, the last time for {reason}");
        }

        var at = await rescheduler.SendAsync(message with { Queue = queue }, cancellationToken, FirstPause * Math.Pow(3, times - 1), times);
        Log.SentAgain(logger, message.MessageId, queue, reason, at);
    }

    private async Task CountAsync(string queue, TriggerMessage message, string reason, CancellationToken cancellationToken)
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
        [LoggerMessage(
            Level = LogLevel.Warning, Message = "{MessageId} was dead-lettered on {Queue} ({Reason}) and is sent again at {At:HH:mm:ss}")]
        public static partial void SentAgain(ILogger logger, string messageId, string queue, string reason, DateTimeOffset at);
    }
}
