using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Butler.Core.Azure.Http;
using SdkEntity = Azure.Data.Tables.TableEntity;

namespace Butler.Core.Azure.Tables;

/// <summary>Accesses Table Storage with Azure.Data.Tables.</summary>
/// <remarks>
/// The SDK retries a write whose answer was lost, and the retry may find the row that the first try wrote. A retried write that meets
/// a conflict therefore compares the stored row with the written one.
/// </remarks>
public sealed class TableStorage : ITables
{
    private readonly TableServiceClient service;
    private readonly ConcurrentDictionary<string, TableClient> clients = new(StringComparer.Ordinal);

    /// <summary>Creates a client for the tables of an account.</summary>
    /// <param name="connection">The address of the tables, and how to authenticate.</param>
    /// <param name="retries">How often a request is retried before it fails.</param>
    /// <param name="transport">The transport; null: a new socket handler.</param>
    /// <param name="networkTimeout">How long one try waits for data; null: 20 seconds.</param>
    /// <exception cref="FormatException">The connection string is malformed; the message shows no key.</exception>
    public TableStorage(
        TableConnection connection, int retries = 2, HttpPipelineTransport? transport = null, TimeSpan? networkTimeout = null)
    {
        var options = new TableClientOptions();
        PipelineFactory.Configure(options, retries, networkTimeout ?? TimeSpan.FromSeconds(20), transport);
        options.AddPolicy(new TryCountPolicy(), HttpPipelinePosition.PerRetry);
        service = connection.Open(options);
    }

    /// <inheritdoc/>
    public Task<string?> InsertAsync(string table, TableRow entity, CancellationToken cancellationToken) =>
        CallAsync("inserting into", table, async tries =>
        {
            try
            {
                return ETagOf(await MakingTableAsync(
                    table, tries, client => client.AddEntityAsync(TableRows.ToSdk(entity), cancellationToken), cancellationToken));
            }
            catch (RequestFailedException e) when (e.Status == 409)
            {
                return tries.WasRetried ? await OwnAsync(table, entity, cancellationToken) : null;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<TableRow?> GetAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        CallAsync("reading from", table, async _ =>
        {
            var row = await Client(table).GetEntityIfExistsAsync<SdkEntity>(partitionKey, rowKey, select: null, cancellationToken);
            return row.HasValue ? TableRows.FromSdk(row.Value!, ETagOf(row.GetRawResponse())) : null;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<string> UpsertAsync(string table, TableRow entity, CancellationToken cancellationToken) =>
        CallAsync("writing to", table, async tries =>
        {
            var row = TableRows.ToSdk(entity);
            return ETagOf(await MakingTableAsync(
                table, tries, client => client.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken));
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> ReplaceAsync(string table, TableRow entity, string etag, CancellationToken cancellationToken) =>
        UpdateAsync(table, entity, etag, TableUpdateMode.Replace, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> MergeAsync(string table, TableRow entity, string etag, CancellationToken cancellationToken) =>
        UpdateAsync(table, entity, etag, TableUpdateMode.Merge, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string table, string partitionKey, string rowKey, string etag, CancellationToken cancellationToken) =>
        CallAsync("deleting from", table, async tries =>
        {
            try
            {
                var response = await Client(table).DeleteEntityAsync(partitionKey, rowKey, new ETag(etag), cancellationToken);
                return response.Status != 404 || tries.WasRetried;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                return false;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<TableRow> QueryAsync(
        string table, string filter, IReadOnlyList<string> select, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var columns = select.Count == 0 ? null : select.Union(["PartitionKey", "RowKey"]);
        await using var rows = Client(table)
            .QueryAsync<SdkEntity>(filter, maxPerPage: null, columns, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await NextAsync())
        {
            yield return TableRows.FromSdk(rows.Current);
        }

        Task<bool> NextAsync() => CallAsync("querying", table, async _ =>
        {
            try
            {
                return await rows.MoveNextAsync();
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                return false;
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int?> TransactAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
        CallAsync<int?>("a transaction on", table, async tries =>
        {
            try
            {
                var actions = writes.Select(TableRows.ToSdk);
                await MakingTableAsync(
                    table, tries, client => client.SubmitTransactionAsync(actions, cancellationToken), cancellationToken);
                return null;
            }
            catch (TableTransactionFailedException e) when (e.Status is 404 or 409 or 412)
            {
                return tries.WasRetried && await AreOwnAsync(table, writes, cancellationToken)
                    ? null
                    : e.FailedTransactionActionIndex ?? 0;
            }
        }, cancellationToken);

    private Task<string?> UpdateAsync(
        string table, TableRow entity, string etag, TableUpdateMode mode, CancellationToken cancellationToken) =>
        CallAsync("updating", table, async tries =>
        {
            try
            {
                return ETagOf(await Client(table).UpdateEntityAsync(TableRows.ToSdk(entity), new ETag(etag), mode, cancellationToken));
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                return tries.WasRetried && e.Status == 412 ? await OwnAsync(table, entity, cancellationToken) : null;
            }
        }, cancellationToken);

    /// <summary>Returns the ETag of a row that equals the written one; null when another writer has changed the row.</summary>
    private async Task<string?> OwnAsync(string table, TableRow written, CancellationToken cancellationToken) =>
        await GetAsync(table, written.PartitionKey, written.RowKey, cancellationToken) is { } found && found.HoldsAllOf(written)
            ? found.ETag
            : null;

    /// <summary>Whether all writes of a transaction are done. A transaction writes all rows or none.</summary>
    private async Task<bool> AreOwnAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var (kind, entity, _) in writes)
        {
            var done = kind == TableWriteKind.Delete
                ? await GetAsync(table, entity.PartitionKey, entity.RowKey, cancellationToken) is null
                : await OwnAsync(table, entity, cancellationToken) is not null;
            if (!done)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Sends a request. If the table does not exist, creates it and sends the request again.</summary>
    private async Task<T> MakingTableAsync<T>(
        string table, TryCount tries, Func<TableClient, Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send(Client(table));
        }
        catch (RequestFailedException e) when (TableErrors.CodeOf(e) == TableErrorCode.TableNotFound)
        {
            await Client(table).CreateIfNotExistsAsync(cancellationToken);
            tries.Restart();
            return await send(Client(table));
        }
    }

    private static async Task<T> CallAsync<T>(
        string action, string table, Func<TryCount, Task<T>> call, CancellationToken cancellationToken)
    {
        using var tries = new TryCount();
        try
        {
            return await call(tries);
        }
        catch (Exception e) when (TableErrors.Find(e, $"{action} {table}", cancellationToken) is { } error)
        {
            throw error;
        }
    }

    private TableClient Client(string table) => clients.GetOrAdd(table, service.GetTableClient);

    private static string ETagOf(Response response) => response.Headers.TryGetValue("ETag", out var etag) ? etag : "";
}
