using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Text;
using Butler.Functions.Storage;

namespace Butler.Functions.Queues;

/// <summary>
/// Keeps messages that can never be processed, with their reason, in the <c>Events</c> table, one partition for each day.
/// </summary>
internal sealed class RefusedMessages(ITables tables, TimeProvider time)
{
    /// <summary>The part before the day in the partition key.</summary>
    public const string PartitionPrefix = "refused-";

    private const int MaxText = 16_000;

    public Task KeepAsync(TriggerMessage message, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var queue = message.DeadLetterSource ?? message.Queue;
        var row = new TableRow(
            PartitionPrefix + now.ToString("yyyyMMdd", CultureInfo.InvariantCulture), TableKey.Escape($"{queue}:{message.MessageId}"))
            .Set("State", "refused")
            .Set("Queue", queue)
            .Set("MessageId", message.MessageId)
            .Set("Reason", TextCut.Beginning(reason, 4000))
            .Set("RefusedTime", now)
            .Set("Label", message.Label)
            .Set("CorrelationId", message.CorrelationId)
            .Set("Properties", Shown(message.Properties))
            .SetPayload("Body", message.Body.Span);
        return tables.UpsertAsync(TableNames.Events, row, cancellationToken);
    }

    /// <summary>The properties as JSON, including those that cannot be sent again.</summary>
    private static string? Shown(IReadOnlyDictionary<string, object> properties)
    {
        if (properties.Count == 0)
        {
            return null;
        }

        var shown = new JsonObject(properties.Select(p => KeyValuePair.Create(p.Key, JsonNode.Parse(p.Value switch
        {
            UnreadProperty unread => unread.Json,
            _ when PropertyValue.IsSupported(p.Value) => PropertyValue.Write(p.Value),
            _ => PropertyValue.Write(PropertyValue.Describe(p.Value)),
        })))).ToJsonString();
        return TextCut.Beginning(shown, MaxText);
    }
}
