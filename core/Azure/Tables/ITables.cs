namespace Butler.Core.Azure.Tables;

/// <summary>The part of Azure Table Storage that this product uses. <see cref="TableStorage"/> is the one implementation.</summary>
/// <remarks>
/// A conflict is an answer, not an exception: null or false. Every method throws <see cref="TableException"/> for all else.
/// A write that was retried and meets a conflict compares the row with what it wrote, and is a success where it is its own.
/// A table that does not exist is made on the first write, and is empty to every read.
/// </remarks>
public interface ITables
{
    /// <summary>Adds a row.</summary>
    /// <returns>Its ETag, or null when there is such a row already. </returns>
    Task<string?> InsertAsync(string table, TableRow entity, CancellationToken cancellationToken);

    /// <summary>One row, or null.</summary>
    Task<TableRow?> GetAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken);

    /// <summary>Writes a row whatever was there: all of it.</summary>
    Task<string> UpsertAsync(string table, TableRow entity, CancellationToken cancellationToken);

    /// <summary>Replaces a row if it still is the version of <paramref name="etag"/>.</summary>
    /// <returns>The new ETag, or null when somebody else has changed or deleted it.</returns>
    Task<string?> ReplaceAsync(string table, TableRow entity, string etag, CancellationToken cancellationToken);

    /// <summary>Writes the given properties into a row if it still is the version of <paramref name="etag"/>; the others stay.</summary>
    /// <returns>The new ETag, or null when somebody else has changed or deleted it.</returns>
    Task<string?> MergeAsync(string table, TableRow entity, string etag, CancellationToken cancellationToken);

    /// <summary>Deletes a row if it still is the version of <paramref name="etag"/> (<c>*</c>: whatever version).</summary>
    /// <returns>False when somebody else has changed or deleted it.</returns>
    Task<bool> DeleteAsync(string table, string partitionKey, string rowKey, string etag, CancellationToken cancellationToken);

    /// <summary>The rows that a filter finds, over as many answers as it takes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="filter">An OData filter; see <see cref="TableFilter"/>.</param>
    /// <param name="select">The properties wanted; empty: all.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    IAsyncEnumerable<TableRow> QueryAsync(string table, string filter, IReadOnlyList<string> select, CancellationToken cancellationToken);

    /// <summary>Does up to 100 writes to one partition, all or none (an entity group transaction).</summary>
    /// <returns>Null when all was done, else the index of the first write that met a conflict.</returns>
    Task<int?> TransactAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken);
}

/// <summary>What a write within a transaction does.</summary>
public enum TableWriteKind
{
    /// <summary>Adds the row, which must not exist.</summary>
    Insert,

    /// <summary>Writes the row whatever was there.</summary>
    Upsert,

    /// <summary>Writes the given properties under the ETag.</summary>
    Merge,

    /// <summary>Replaces the row under the ETag.</summary>
    Replace,

    /// <summary>Deletes the row under the ETag.</summary>
    Delete,
}

/// <summary>A write within a transaction.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Entity">The row; for a delete only its keys count.</param>
/// <param name="ETag">The version it must still be, or <c>*</c>; not for insert and upsert.</param>
public sealed record TableWrite(TableWriteKind Kind, TableRow Entity, string? ETag = null);
