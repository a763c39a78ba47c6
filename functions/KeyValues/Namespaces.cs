using Butler.Core.Azure.Tables;
using Butler.Functions.Storage;

namespace Butler.Functions.KeyValues;

/// <summary>Lists and clears namespaces.</summary>
internal sealed class Namespaces(ITables tables, NamespaceRows rows, ExpiredKeys deleting, TimeProvider time)
{
    /// <summary>As many rows as one transaction deletes beside the count.</summary>
    private const int MaxDeletes = 99;

    /// <summary>Whether a namespace exists. It does until it is cleared, even when its keys have expired.</summary>
    public async Task<bool> ExistsAsync(string @namespace, CancellationToken cancellationToken) =>
        await rows.HeadAsync(@namespace, cancellationToken) is not null;

    /// <summary>The keys of a namespace in the order in which they were first set; null: there is no such namespace.</summary>
    public async Task<IReadOnlyList<string>?> KeysAsync(string @namespace, CancellationToken cancellationToken)
    {
        var (now, exists, keys) = (time.GetUtcNow(), false, new List<(DateTimeOffset Created, string Key)>());
        await foreach (var row in KeyRowsAsync(@namespace, after: null, cancellationToken))
        {
            if (row.RowKey == NamespaceRows.HeadKey)
            {
                exists = true;
            }
            else if (KeyValueRow.IsAlive(row, now))
            {
                keys.Add((row.Date("Created") ?? default, KeyValueRow.Key(row)));
            }
        }

        return exists ? [.. keys.OrderBy(key => key.Created).Select(key => key.Key)] : null;
    }

    /// <summary>A page of the keys of a namespace, in the order of their rows; null: there is no such namespace.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="after">The last key of the page before; null: the first page.</param>
    /// <param name="limit">The maximum number of keys.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<Page?> PageAsync(string @namespace, string? after, int limit, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(@namespace, cancellationToken))
        {
            return null;
        }

        var (now, keys) = (time.GetUtcNow(), new List<string>());
        await foreach (var row in KeyRowsAsync(@namespace, after, cancellationToken))
        {
            if (row.RowKey == NamespaceRows.HeadKey || !KeyValueRow.IsAlive(row, now))
            {
                continue;
            }

            if (keys.Count == limit)
            {
                return new Page(keys, keys[^1]);
            }

            keys.Add(KeyValueRow.Key(row));
        }

        return new Page(keys, null);
    }

    /// <summary>A page of namespaces.</summary>
    /// <param name="after">The last name of the page before; null: the first page.</param>
    /// <param name="limit">The maximum number of names; null: all.</param>
    /// <param name="isVisible">Which names the caller may see.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<Page> ListAsync(string? after, int? limit, Func<string, bool> isVisible, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var name in rows.ListAsync(after, cancellationToken))
        {
            if (!isVisible(name))
            {
                continue;
            }

            if (names.Count == limit)
            {
                return new Page(names, names[^1]);
            }

            names.Add(name);
        }

        return new Page(names, null);
    }

    /// <summary>Deletes a namespace with all its keys. The head goes last, and only if no key has come meanwhile.</summary>
    /// <returns>False: there is no such namespace.</returns>
    public async Task<bool> ClearAsync(string @namespace, CancellationToken cancellationToken)
    {
        var partition = TableKey.Escape(@namespace);
        var existed = false;
        while (await rows.HeadAsync(@namespace, cancellationToken) is { } head)
        {
            existed = true;
            if (await SomeKeysAsync(partition, cancellationToken) is { Count: > 0 } keys)
            {
                await deleting.DeleteAsync(partition, @namespace, keys, cancellationToken);
                continue;
            }

            if (await tables.DeleteAsync(TableNames.KeyValues, partition, NamespaceRows.HeadKey, head.ETag!, cancellationToken))
            {
                break;
            }
        }

        // Also after a run that ended before this line.
        await rows.RemoveAsync(@namespace, cancellationToken);
        return existed;
    }

    private async Task<List<TableRow>> SomeKeysAsync(string partition, CancellationToken cancellationToken)
    {
        var some = new List<TableRow>();
        await foreach (var row in tables.QueryAsync(
            TableNames.KeyValues, TableFilter.Partition(partition), KeyValueRow.KeyColumns, cancellationToken))
        {
            if (row.RowKey != NamespaceRows.HeadKey)
            {
                some.Add(row);
            }

            if (some.Count == MaxDeletes)
            {
                break;
            }
        }

        return some;
    }

    private IAsyncEnumerable<TableRow> KeyRowsAsync(string @namespace, string? after, CancellationToken cancellationToken) =>
        tables.QueryAsync(
            TableNames.KeyValues,
            TableFilter.All(
                TableFilter.Partition(TableKey.Escape(@namespace)), after is null ? null : TableFilter.RowsAfter(TableKey.Escape(after))),
            KeyValueRow.KeyColumns,
            cancellationToken);
}

/// <summary>A page of names.</summary>
/// <param name="Names">The names.</param>
/// <param name="Next">The name after which the next page begins; null: this is the last one.</param>
internal sealed record Page(IReadOnlyList<string> Names, string? Next);
