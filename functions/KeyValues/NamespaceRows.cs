using Butler.Core.Azure.Tables;
using Butler.Functions.Storage;

namespace Butler.Functions.KeyValues;

/// <summary>
/// The namespaces: one head row in each namespace's partition, which counts its keys, and one row for each in an index partition, so that
/// a list of them does not read all keys. Row keys that begin with <c>~</c> and no hexadecimal digit are never those of a key.
/// </summary>
internal sealed class NamespaceRows(ITables tables)
{
    /// <summary>The row key of a head.</summary>
    public const string HeadKey = "~n";

    /// <summary>The partition of the index.</summary>
    public const string Index = "~namespaces";

    /// <summary>The head of a namespace; null: the namespace does not exist.</summary>
    public Task<TableRow?> HeadAsync(string @namespace, CancellationToken cancellationToken) =>
        tables.GetAsync(TableNames.KeyValues, TableKey.Escape(@namespace), HeadKey, cancellationToken);

    /// <summary>The write that counts keys in or out, as part of the transaction that adds or deletes them.</summary>
    /// <param name="partition">The partition of the namespace.</param>
    /// <param name="name">The name of the namespace.</param>
    /// <param name="head">The head as it was read; null: there was none.</param>
    /// <param name="change">The number of keys that come or, if negative, go.</param>
    public static TableWrite Count(string partition, string name, TableRow? head, int change)
    {
        var counted = new TableRow(partition, HeadKey).Set("Count", Keys(head) + change);
        return head is null
            ? new TableWrite(TableWriteKind.Insert, counted.Set("Name", name))
            : new TableWrite(TableWriteKind.Merge, counted, head.ETag);
    }

    /// <summary>The number of keys, expired ones that were not swept yet among them.</summary>
    public static long Keys(TableRow? head) => head?.Number("Count") ?? 0;

    /// <summary>Adds a namespace to the index. It may be there.</summary>
    public Task AddAsync(string @namespace, CancellationToken cancellationToken) => tables.UpsertAsync(
        TableNames.KeyValues, new TableRow(Index, TableKey.Escape(@namespace)).Set("Name", @namespace), cancellationToken);

    /// <summary>Removes a namespace from the index. It may be missing.</summary>
    public Task RemoveAsync(string @namespace, CancellationToken cancellationToken) =>
        tables.DeleteAsync(TableNames.KeyValues, Index, TableKey.Escape(@namespace), "*", cancellationToken);

    /// <summary>The names in the order of their keys.</summary>
    /// <param name="after">Names up to this one are left out; null: none.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async IAsyncEnumerable<string> ListAsync(
        string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableFilter.All(
            TableFilter.Partition(Index), after is null ? null : TableFilter.RowsAfter(TableKey.Escape(after)));
        await foreach (var row in tables.QueryAsync(TableNames.KeyValues, filter, ["Name"], cancellationToken))
        {
            yield return row.Text("Name") ?? TableKey.Unescape(row.RowKey);
        }
    }
}
