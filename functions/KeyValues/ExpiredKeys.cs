using Butler.Core.Azure.Tables;
using Butler.Functions.Storage;

namespace Butler.Functions.KeyValues;

/// <summary>Deletes expired keys. Readers do not see them before that either.</summary>
internal sealed class ExpiredKeys(ITables tables, TimeProvider time)
{
    /// <summary>A transaction has at most 100 writes; one is the count.</summary>
    private const int MaxDeletes = 99;

    /// <summary>The filter of expired keys; a key expires at the time itself, not after it.</summary>
    public string Filter => TableFilter.Before("Expires", time.GetUtcNow().AddTicks(1));

    /// <summary>Deletes the expired keys of a namespace.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> SweepAsync(string @namespace, CancellationToken cancellationToken)
    {
        var rows = new List<TableRow>();
        var partition = TableKey.Escape(@namespace);
        var filter = TableFilter.All(TableFilter.Partition(partition), Filter);
        await foreach (var row in tables.QueryAsync(TableNames.KeyValues, filter, ["Expires"], cancellationToken))
        {
            rows.Add(row);
        }

        var deleted = 0;
        foreach (var some in rows.Chunk(MaxDeletes))
        {
            deleted += await DeleteAsync(partition, @namespace, some, cancellationToken) ? some.Length : 0;
        }

        return deleted;
    }

    /// <summary>Deletes rows of a namespace and counts them out; false when one of them, or the count, has changed meanwhile.</summary>
    public async Task<bool> DeleteAsync(
        string partition, string @namespace, IReadOnlyList<TableRow> rows, CancellationToken cancellationToken)
    {
        var head = await tables.GetAsync(TableNames.KeyValues, partition, NamespaceRows.HeadKey, cancellationToken);
        return head is not null && await tables.TransactAsync(
            TableNames.KeyValues,
            [
                .. rows.Select(row => new TableWrite(TableWriteKind.Delete, row, row.ETag)),
                NamespaceRows.Count(partition, @namespace, head, -rows.Count),
            ],
            cancellationToken) is null;
    }
}
