using System.Globalization;
using Butler.Core.Tables;

namespace Butler.Functions.Hosting;

/// <summary>Messages that can never be dealt with, kept with their reason in the <c>Events</c> table, a partition for each day.</summary>
internal sealed class RefusedMessages(ITables tables, TimeProvider time)
{
    /// <summary>What stands before the day in the partition key.</summary>
    public const string PartitionPrefix = "refused-";

    public Task KeepAsync(TriggerMessage message, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = new TableEntity(PartitionPrefix + now.ToString("yyyyMMdd", CultureInfo.InvariantCulture), TableKey.Escape($"{message.Queue}:{message.MessageId}"))
            .Set("State", "refused")
            .Set("Queue", message.Queue)
            .Set("MessageId", message.MessageId)
            .Set("Reason", reason.Length > 4000 ? reason[..4000] : reason)
            .Set("RefusedTime", now)
            .SetPayload("Body", message.Body.Span);
        return tables.UpsertAsync(TableNames.Events, row, cancellationToken);
    }
}
