using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Butler.Core.Azure.Tables;

namespace Butler.Tests;

/// <summary>
/// Tables in memory with ETags, transactions and the filters this product uses; every write is an effect that a process may die at.
/// </summary>
internal sealed partial class FakeTables(KillSwitch? kill = null, TimeProvider? time = null) : ITables
{
    private const int MaxColumnBytes = 64 * 1024;
    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedDictionary<(string Partition, string Row), (TableRow Entity, DateTimeOffset Written)>>
        tables = [];
    private int version;

    /// <summary>Set to have every call fail as if the service were gone.</summary>
    public bool Away { get; set; }

    /// <summary>What it answers while it is away: 0 nothing, 403 that a role is not in force yet.</summary>
    public int AwayStatus { get; set; }

    /// <summary>Runs between the reading of a row and its return: what another instance does in the meantime.</summary>
    public Func<Task>? AfterGet { get; set; }

    /// <summary>Runs between the reading of a query's rows and their return, with the query's filter.</summary>
    public Func<string, Task>? AfterQuery { get; set; }

    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    /// <summary>How many rows of groups' members queries have handed out.</summary>
    public int MembersRead { get; private set; }

    /// <summary>All rows of a table, ordered by key.</summary>
    public IReadOnlyList<TableRow> Rows(string table)
    {
        lock (gate)
        {
            return [.. Table(table).Values.Select(v => v.Entity)];
        }
    }

    public Task<string?> InsertAsync(string table, TableRow entity, CancellationToken cancellationToken) =>
        Write([entity], () => Table(table).ContainsKey(Key(entity)) ? null : Put(table, entity));

    public async Task<TableRow?> GetAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        Called();
        TableRow? entity;
        lock (gate)
        {
            entity = Table(table).TryGetValue((partitionKey, rowKey), out var found) ? found.Entity : null;
        }

        await (AfterGet?.Invoke() ?? Task.CompletedTask);
        return entity;
    }

    public Task<string> UpsertAsync(string table, TableRow entity, CancellationToken cancellationToken) =>
        Write([entity], () => Put(table, entity));

    public Task<string?> ReplaceAsync(string table, TableRow entity, string etag, CancellationToken cancellationToken) =>
        Write([entity], () => Matches(table, entity, etag) ? Put(table, entity) : null);

    public Task<string?> MergeAsync(string table, TableRow entity, string etag, CancellationToken cancellationToken) =>
        Write([entity], () => Matches(table, entity, etag) ? Put(table, Merged(table, entity)) : null);

    public Task<bool> DeleteAsync(string table, string partitionKey, string rowKey, string etag, CancellationToken cancellationToken) =>
        Write([], () => Matches(table, new TableRow(partitionKey, rowKey), etag) && Table(table).Remove((partitionKey, rowKey)));

    public async IAsyncEnumerable<TableRow> QueryAsync(
        string table, string filter, IReadOnlyList<string> select, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Called();
        if (filter.Length > 0 && !filter.Split(" and ").All(condition => Condition().Match(condition).Length == condition.Length))
        {
            throw new ArgumentException($"The filter is not valid: {filter}", nameof(filter));
        }

        var conditions = Condition().Matches(filter).Select(m => (Name: m.Groups[1].Value,
            Operator: m.Groups[2].Value, Value: m.Groups[3].Value.Replace("''", "'", StringComparison.Ordinal))).ToList();
        List<TableRow> found;
        lock (gate)
        {
            found = [.. Table(table).Values.Where(v =>
                conditions.All(c => Holds(v.Entity, v.Written, c.Name, c.Operator, c.Value))).Select(v => v.Entity)];
        }

        await (AfterQuery?.Invoke(filter) ?? Task.CompletedTask);
        foreach (var entity in found)
        {
            await Task.Yield();
            MembersRead += entity.RowKey.StartsWith("m-", StringComparison.Ordinal) ? 1 : 0;
            yield return select.Count == 0 ? entity : Copy(entity, select.Contains, entity.ETag);
        }
    }

    public Task<int?> TransactAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
        Write<int?>([.. writes.Select(w => w.Entity)], () =>
    {
        for (var i = 0; i < writes.Count; i++)
        {
            var write = writes[i];
            var fits = write.Kind switch
            {
                TableWriteKind.Insert => !Table(table).ContainsKey(Key(write.Entity)),
                TableWriteKind.Upsert => true,
                _ => Matches(table, write.Entity, write.ETag!),
            };
            if (!fits)
            {
                return i;
            }
        }

        foreach (var write in writes)
        {
            _ = write.Kind switch
            {
                TableWriteKind.Delete => Table(table).Remove(Key(write.Entity)) ? "" : null,
                TableWriteKind.Merge => Put(table, Merged(table, write.Entity)),
                _ => Put(table, write.Entity),
            };
        }

        return null;
    });

    private Task<T> Write<T>(IReadOnlyList<TableRow> rows, Func<T> write)
    {
        Called();
        if (rows.Any(
            row => row.Properties.Values.Any(v => v is byte[] { Length: > MaxColumnBytes } or string { Length: > MaxColumnBytes / 2 })))
        {
            throw new TableException(400, "PropertyValueTooLarge", "A column is too large.");
        }

        if (rows.DistinctBy(Key).Count() < rows.Count)
        {
            throw new TableException(400, "InvalidDuplicateRow", "A transaction writes a row twice.");
        }

        lock (gate)
        {
            return Task.FromResult(kill is null ? write() : kill.Effect(write));
        }
    }

    private void Called()
    {
        lock (gate)
        {
            Calls++;
            if (kill is { IsDead: true })
            {
                throw new ProcessKilledException();
            }

            if (Away)
            {
                throw new TableException(AwayStatus, "", "Table Storage is away.");
            }
        }
    }

    private SortedDictionary<(string Partition, string Row), (TableRow Entity, DateTimeOffset Written)> Table(string name)
    {
        if (!tables.TryGetValue(name, out var table))
        {
            tables[name] = table = new(Comparer<(string Partition, string Row)>.Create((a, b) =>
                string.CompareOrdinal(a.Partition, b.Partition) is var c and not 0 ? c : string.CompareOrdinal(a.Row, b.Row)));
        }

        return table;
    }

    private string Put(string table, TableRow entity)
    {
        var etag = (++version).ToString(CultureInfo.InvariantCulture);
        Table(table)[Key(entity)] = (Copy(entity, _ => true, etag), (time ?? TimeProvider.System).GetUtcNow());
        return etag;
    }

    private TableRow Merged(string table, TableRow entity)
    {
        var merged = new TableRow(entity.PartitionKey, entity.RowKey);
        foreach (var (name, value) in Table(table)[Key(entity)].Entity.Properties.Concat(entity.Properties))
        {
            merged.Set(name, value);
        }

        return merged;
    }

    /// <summary>As the service keeps it: dates in UTC, text as UTF-8.</summary>
    private static TableRow Copy(TableRow entity, Func<string, bool> which, string? etag)
    {
        var copy = new TableRow(entity.PartitionKey, entity.RowKey) { ETag = etag };
        foreach (var (name, value) in entity.Properties.Where(p => which(p.Key)))
        {
            copy.Set(name, value switch
            {
                DateTimeOffset date => date.ToUniversalTime(),
                string text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)),
                _ => value,
            });
        }

        return copy;
    }

    private bool Matches(string table, TableRow entity, string etag) =>
        Table(table).TryGetValue(Key(entity), out var found) && (etag == "*" || found.Entity.ETag == etag);

    private static (string Partition, string Row) Key(TableRow entity) => (entity.PartitionKey, entity.RowKey);

    private static bool Holds(TableRow entity, DateTimeOffset written, string name, string @operator, string value)
    {
        int? compared = name switch
        {
            "PartitionKey" => string.CompareOrdinal(entity.PartitionKey, value),
            "RowKey" => string.CompareOrdinal(entity.RowKey, value),
            "Timestamp" => written.CompareTo(DateTimeOffset.Parse(value, CultureInfo.InvariantCulture)),
            _ => Compared(entity, name, value),
        };
        return compared is not null && @operator switch
        {
            "gt" => compared > 0,
            "eq" => compared == 0,
            "ge" => compared >= 0,
            "le" => compared <= 0,
            "lt" => compared < 0,
            _ => throw new NotSupportedException(@operator),
        };
    }

    /// <summary>As the service does: a row without the property does not match.</summary>
    private static int? Compared(TableRow entity, string name, string value) => entity.Properties.GetValueOrDefault(name) switch
    {
        null => null,
        string text => string.CompareOrdinal(text, value),
        DateTimeOffset date => date.CompareTo(DateTimeOffset.Parse(value, CultureInfo.InvariantCulture)),
        var other => throw new NotSupportedException($"The fake compares no {other.GetType().Name} ({name})."),
    };

    [GeneratedRegex(@"(\w+) (eq|ge|gt|le|lt) (?:datetime)?'((?:[^']|'')*)'")]
    private static partial Regex Condition();
}
