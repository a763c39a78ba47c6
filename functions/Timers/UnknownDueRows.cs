using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Queues;
using Butler.Functions.Storage;

namespace Butler.Functions.Timers;

/// <summary>
/// Handles wake-ups of a kind that this version does not know. They are moved to the partition <c>unknown</c> of <c>Due</c>, where no sweep
/// wakes them, and recorded once as refused. A version that knows the kind, such as the next one during an upgrade, moves them back.
/// </summary>
internal sealed class UnknownDueRows(ITables tables, RefusedMessages refused, TimeProvider time)
{
    /// <summary>The partition; letters follow the digits of the minutes that the sweep reads.</summary>
    public const string Partition = "unknown";

    /// <summary>Moves a row aside.</summary>
    public async Task SetAsideAsync(TableRow row, CancellationToken cancellationToken)
    {
        var kind = row.Text("Kind") ?? "";
        var aside = new TableRow(Partition, $"{row.PartitionKey}-{row.RowKey}");
        foreach (var (name, value) in row.Properties)
        {
            aside.Set(name, value);
        }

        aside.Set("OfPartition", row.PartitionKey).Set("OfRow", row.RowKey).Set("AsideTime", time.GetUtcNow());
        await tables.UpsertAsync(TableNames.Due, aside, cancellationToken);
        await refused.KeepAsync(
            new TriggerMessage
            {
                Queue = QueueNames.Timers,
                MessageId = EventIdentity.MessageId($"{row.PartitionKey}:{row.RowKey}"),
                Label = kind,
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new TimerMessage(kind, row.Text("Id") ?? "", row.Date("At") ?? time.GetUtcNow()), TimersJson.Default.TimerMessage),
            },
            $"wake-ups of the kind \"{kind}\" are unknown; the row is kept in the table {TableNames.Due}, partition {Partition}",
            cancellationToken);
        await tables.DeleteAsync(TableNames.Due, row.PartitionKey, row.RowKey, "*", cancellationToken);
    }

    /// <summary>Moves rows of a known kind back; the next sweep wakes them.</summary>
    public async Task BringBackAsync(Func<TableRow, bool> isKnown, CancellationToken cancellationToken)
    {
        var known = new List<TableRow>();
        await foreach (var row in tables.QueryAsync(TableNames.Due, TableFilter.Partition(Partition), [], cancellationToken))
        {
            if (isKnown(row) && row.Text("OfPartition") is not null && row.Text("OfRow") is not null)
            {
                known.Add(row);
            }
        }

        foreach (var row in known)
        {
            var back = new TableRow(row.Text("OfPartition")!, row.Text("OfRow")!)
                .Set("Kind", row.Text("Kind")).Set("Id", row.Text("Id")).Set("At", row.Date("At"));
            await tables.UpsertAsync(TableNames.Due, back, cancellationToken);
            await tables.DeleteAsync(TableNames.Due, row.PartitionKey, row.RowKey, "*", cancellationToken);
        }
    }
}
