namespace Butler.Core.Azure.Tables;

/// <summary>The part of Azure Table Storage that this product uses. <see cref="TableStorage"/> is the one implementation.</summary>
/// <remarks>
/// A conflict is reported as null or false, not as an exception. Every method throws <see cref="TableException"/> for other failures.
/// A retried write that meets a conflict compares the row with the written row, and succeeds when they are equal.
/// A missing table is created by the first write, and is empty for every read.
/// </remarks>
public interface ITables
{
    /// <summary>Adds a row.</summary>
    /// <returns>The ETag of the row, or null when the row exists.</returns>
    Task<string?> InsertAsync(string table, TableRow entity, CancellationToken cancellationToken);

    /// <summary>Returns one row, or null when it does not exist.</summary>
    Task<TableRow?> GetAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken);

    /// <summary>Inserts or replaces a row.</summary>
    Task<string> UpsertAsync(string table, TableRow entity, CancellationToken cancellationToken);

    /// <summary>Replaces a row if its ETag is still <paramref name="etag"/>.</summary>
    /// <returns>The new ETag, or null when another writer has changed or deleted the row.</returns>
    Task<string?> ReplaceAsync(string table, TableRow entity, string etag, CancellationToken cancellationToken);

    /// <summary>Writes the given properties into a row if its ETag is still <paramref name="etag"/>; keeps the others.</summary>
    /// <returns>The new ETag, or null when another writer has changed or deleted the row.</returns>
    Task<string?> MergeAsync(string table, TableRow entity, string etag, CancellationToken cancellationToken);

    /// <summary>Deletes a row if its ETag is still <paramref name="etag"/> (<c>*</c>: any version).</summary>
    /// <returns>False when another writer has changed or deleted the row.</returns>
    Task<bool> DeleteAsync(string table, string partitionKey, string rowKey, string etag, CancellationToken cancellationToken);

    /// <summary>Returns the rows that match a filter, from all pages of the answer.</summary>
    /// <param name="table">The table.</param>
    /// <param name="filter">An OData filter; see <see cref="TableFilter"/>.</param>
    /// <param name="select">The properties to read; empty: all.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    IAsyncEnumerable<TableRow> QueryAsync(string table, string filter, IReadOnlyList<string> select, CancellationToken cancellationToken);

    /// <summary>Does up to 100 writes to one partition, all or none (an entity group transaction).</summary>
    /// <returns>Null on success, or the index of the first write that met a conflict.</returns>
    Task<int?> TransactAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken);
}

/// <summary>The kinds of writes in a transaction.</summary>
public enum TableWriteKind
{
    /// <summary>Adds the row, which must not exist.</summary>
    Insert,

    /// <summary>Inserts or replaces the row.</summary>
    Upsert,

    /// <summary>Writes the given properties if the ETag matches.</summary>
    Merge,

    /// <summary>Replaces the row if the ETag matches.</summary>
    Replace,

    /// <summary>Deletes the row if the ETag matches.</summary>
    Delete,
}

/// <summary>A write within a transaction.</summary>
/// <param name="Kind">The kind of write.</param>
/// <param name="Entity">The row; a delete uses only its keys.</param>
/// <param name="ETag">The expected ETag, or <c>*</c>; unused for insert and upsert.</param>
public sealed record TableWrite(TableWriteKind Kind, TableRow Entity, string? ETag = null);
