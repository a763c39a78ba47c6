using System.Globalization;
using Butler.Core.Azure.Tables;
using Butler.Functions.Configuration;
using Butler.Functions.Storage;

namespace Butler.Functions.KeyValues;

/// <summary>
/// Values by namespace and key. A set of a key that exists is one unconditional write, so writers of one key never wait for each other.
/// A new key is counted in the same transaction that adds it.
/// </summary>
internal sealed class KeyValueStore(
    ITables tables, NamespaceRows namespaces, ExpiredKeys expired, ConfigurationSource configuration, TimeProvider time)
{
    private readonly KeyedLock adding = new();
    private readonly KeyedLock changing = new();

    /// <summary>Returns a value; null if the key is missing or has expired.</summary>
    public async Task<StoredValue?> GetAsync(string @namespace, string key, CancellationToken cancellationToken) =>
        Alive(await ReadAsync(@namespace, key, cancellationToken));

    /// <summary>Sets a value, and its time to live with it.</summary>
    /// <returns>The new version; null when the condition is not met.</returns>
    /// <exception cref="NamespaceFullException">The key is new, and the namespace has as many keys as it may have.</exception>
    public async Task<string?> SetAsync(
        string @namespace, string key, string value, DateTimeOffset expires, Precondition condition, CancellationToken cancellationToken)
    {
        var version = NewVersion();
        var write = KeyValueRow.Write(@namespace, key, value, expires, version);
        while (true)
        {
            var etag = "*";
            if (condition != Precondition.None)
            {
                var row = await ReadAsync(@namespace, key, cancellationToken);
                if (!condition.IsMetBy(Alive(row)))
                {
                    return null;
                }

                etag = row?.ETag;
            }

            if (etag is not null && await tables.MergeAsync(TableNames.KeyValues, write, etag, cancellationToken) is not null)
            {
                return version;
            }

            // The key is new, or another writer has changed the row.
            if ((etag is null or "*") && await TryAddAsync(@namespace, write, cancellationToken))
            {
                return version;
            }
        }
    }

    /// <summary>Adds to the number that the value is; a missing one counts as 0.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="key">The key.</param>
    /// <param name="by">The number to add; it may be negative.</param>
    /// <param name="expires">The new time to expire; null: unchanged.</param>
    /// <param name="cancellationToken">Cancels the wait for other writers.</param>
    /// <returns>The new value.</returns>
    /// <exception cref="NotANumberException">The value is not a number, or the sum is too large.</exception>
    public async Task<StoredValue> IncrementAsync(
        string @namespace, string key, decimal by, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        using var turn = await changing.EnterAsync((@namespace, key), cancellationToken);
        while (true)
        {
            var row = await ReadAsync(@namespace, key, cancellationToken);
            var found = Alive(row);
            var sum = Sum(found?.Value ?? "0", by);
            var kept = found is null ? KeyValueRow.Never : row!.Date("Expires") ?? KeyValueRow.Never;
            var condition = found is null ? new Precondition(null, MustExist: false) : new Precondition(found.Version, null);
            if (await SetAsync(@namespace, key, sum, expires ?? kept, condition, cancellationToken) is { } version)
            {
                return new StoredValue(sum, version);
            }
        }
    }

    /// <summary>Deletes a key.</summary>
    /// <returns>Null: there is no such key; false: the condition is not met.</returns>
    public async Task<bool?> DeleteAsync(string @namespace, string key, Precondition condition, CancellationToken cancellationToken)
    {
        using var turn = await adding.EnterAsync((@namespace, ""), cancellationToken);
        while (true)
        {
            var (reading, counting) = (
                ReadAsync(@namespace, key, cancellationToken), namespaces.HeadAsync(@namespace, cancellationToken));
            var (row, head) = (await reading, await counting);
            if (Alive(row) is not { } found)
            {
                return null;
            }

            if (!condition.IsMetBy(found))
            {
                return false;
            }

            TableWrite[] writes =
            [
                new(TableWriteKind.Delete, KeyValueRow.Of(@namespace, key), row!.ETag),
                NamespaceRows.Count(row.PartitionKey, @namespace, head, -1),
            ];
            if (await tables.TransactAsync(TableNames.KeyValues, writes, cancellationToken) is null)
            {
                return true;
            }
        }
    }

    /// <summary>Adds a key, and its namespace if that is new.</summary>
    /// <returns>False when another writer has added the key.</returns>
    private async Task<bool> TryAddAsync(string @namespace, TableRow write, CancellationToken cancellationToken)
    {
        var max = (await configuration.CurrentAsync(cancellationToken)).Api.MaxKeysPerNamespace;
        using var turn = await adding.EnterAsync((@namespace, ""), cancellationToken);
        while (true)
        {
            var head = await namespaces.HeadAsync(@namespace, cancellationToken);
            if (NamespaceRows.Keys(head) >= max)
            {
                if (await expired.SweepAsync(@namespace, cancellationToken) > 0)
                {
                    continue;
                }

                throw new NamespaceFullException(@namespace, max.Value);
            }

            if (head is null)
            {
                await namespaces.AddAsync(@namespace, cancellationToken);
            }

            TableWrite[] writes =
            [
                new(TableWriteKind.Insert, Created(write)), NamespaceRows.Count(write.PartitionKey, @namespace, head, 1),
            ];
            switch (await tables.TransactAsync(TableNames.KeyValues, writes, cancellationToken))
            {
                case null when head is null:
                    // A deletion of the namespace may have removed it from the index meanwhile.
                    await namespaces.AddAsync(@namespace, cancellationToken);
                    return true;
                case null:
                    return true;
                case 0:
                    return false;
            }
        }
    }

    private TableRow Created(TableRow write)
    {
        var row = new TableRow(write.PartitionKey, write.RowKey).Set("Created", time.GetUtcNow());
        foreach (var (name, value) in write.Properties)
        {
            row.Set(name, value);
        }

        return row;
    }

    private Task<TableRow?> ReadAsync(string @namespace, string key, CancellationToken cancellationToken)
    {
        var row = KeyValueRow.Of(@namespace, key);
        return tables.GetAsync(TableNames.KeyValues, row.PartitionKey, row.RowKey, cancellationToken);
    }

    private StoredValue? Alive(TableRow? row) => row is not null && KeyValueRow.IsAlive(row, time.GetUtcNow())
        ? new StoredValue(KeyValueRow.Value(row), row.Text("Version") ?? "")
        : null;

    private static string Sum(string value, decimal by)
    {
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw new NotANumberException("The value is not a number.");
        }

        try
        {
            return (number + by).ToString(CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            throw new NotANumberException("The sum has more than 28 digits.");
        }
    }

    private static string NewVersion() => Guid.NewGuid().ToString("N")[..16];
}

/// <summary>A namespace has as many keys as it may have.</summary>
internal sealed class NamespaceFullException(string @namespace, long max) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"The namespace {@namespace} has {max} keys, as many as api.maxKeysPerNamespace in butler.yaml allows. Delete keys, or give them "
        + $"a ttl."));

/// <summary>A value cannot be incremented.</summary>
internal sealed class NotANumberException(string message) : Exception(message);
