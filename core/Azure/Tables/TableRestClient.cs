using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Butler.Core.Azure.Http;

namespace Butler.Core.Azure.Tables;

/// <summary>
/// Table Storage over REST, on Azure.Core's pipeline.
/// Source: https://learn.microsoft.com/rest/api/storageservices/table-service-rest-api
/// </summary>
public sealed class TableRestClient : ITables
{
    private const string ApiVersion = "2020-12-06";
    private static readonly RequestMethod Merge = new("MERGE");
    private readonly Uri address;
    private readonly HttpPipeline pipeline;

    /// <summary>A client for the tables of an account.</summary>
    /// <param name="connection">Where they are and how to authenticate.</param>
    /// <param name="retries">How often a request is tried again before the caller is told.</param>
    /// <param name="transport">Null: sockets of its own.</param>
    public TableRestClient(TableConnection connection, int retries = 2, HttpPipelineTransport? transport = null)
    {
        address = connection.Address;
        pipeline = PipelineFactory.Build(connection.Authentication, retries, TimeSpan.FromSeconds(20), transport);
    }

    /// <inheritdoc/>
    public async Task<string?> InsertAsync(string table, TableEntity entity, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Post, table);
        message.Request.Headers.Add("Prefer", "return-no-content");
        SetBody(message.Request, entity);
        await SendAsync(message, table, makeTable: true, cancellationToken);
        if (message.Response.Status == 409)
        {
            // Our own first try may have arrived although its answer did not: then the row is there with just our values.
            return TryCountPolicy.Tries(message) > 1
                && await GetAsync(table, entity.PartitionKey, entity.RowKey, cancellationToken) is { } found
                && EntityJson.SameProperties(entity, found) ? found.ETag : null;
        }

        return ETagOf(message.Response, $"inserting into {table}");
    }

    /// <inheritdoc/>
    public async Task<TableEntity?> GetAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Get, Row(table, partitionKey, rowKey));
        await SendAsync(message, table, makeTable: false, cancellationToken);
        if (message.Response.Status == 404)
        {
            return null;
        }

        var etag = ETagOf(message.Response, $"reading from {table}");
        using var json = JsonDocument.Parse(message.Response.Content.ToMemory());
        return EntityJson.Decode(json.RootElement, etag);
    }

    /// <inheritdoc/>
    public async Task<string> UpsertAsync(string table, TableEntity entity, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Put, Row(table, entity.PartitionKey, entity.RowKey));
        SetBody(message.Request, entity);
        await SendAsync(message, table, makeTable: true, cancellationToken);
        return ETagOf(message.Response, $"writing to {table}");
    }

    /// <inheritdoc/>
    public Task<string?> ReplaceAsync(string table, TableEntity entity, string etag, CancellationToken cancellationToken) =>
        UpdateAsync(RequestMethod.Put, table, entity, etag, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> MergeAsync(string table, TableEntity entity, string etag, CancellationToken cancellationToken) =>
        UpdateAsync(Merge, table, entity, etag, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string table, string partitionKey, string rowKey, string etag, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Delete, Row(table, partitionKey, rowKey));
        message.Request.Headers.Add("If-Match", etag);
        await SendAsync(message, table, makeTable: false, cancellationToken);
        if (message.Response.Status is 404 or 412)
        {
            return false;
        }

        ThrowOnError(message.Response, $"deleting from {table}");
        return true;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TableEntity> QueryAsync(
        string table, string filter, IReadOnlyList<string> select, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = $"{table}()?$filter={Uri.EscapeDataString(filter)}";
        if (select.Count > 0)
        {
            query += "&$select=" + Uri.EscapeDataString(string.Join(',', select.Union(["PartitionKey", "RowKey"])));
        }

        // An answer may stop early with a continuation, even with no row at all: only its absence ends the query.
        string? continuation = "";
        while (continuation is not null)
        {
            using var message = Request(RequestMethod.Get, query + continuation);
            message.Request.Headers.SetValue("Accept", "application/json;odata=minimalmetadata");
            await SendAsync(message, table, makeTable: false, cancellationToken);
            if (message.Response.Status == 404)
            {
                yield break;
            }

            ThrowOnError(message.Response, $"querying {table}");
            using var json = JsonDocument.Parse(message.Response.Content.ToMemory());
            foreach (var row in json.RootElement.GetProperty("value").EnumerateArray())
            {
                yield return EntityJson.Decode(row, etag: null);
            }

            continuation = Continuation(message.Response.Headers);
        }
    }

    /// <inheritdoc/>
    public async Task<int?> TransactAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Post, "$batch");
        var batch = TableBatch.Encode(address, table, writes);
        message.Request.Headers.SetValue("Content-Type", batch.ContentType);
        message.Request.Content = RequestContent.Create(batch.Body);
        await SendAsync(message, table, makeTable: true, cancellationToken);
        ThrowOnError(message.Response, $"a transaction on {table}");
        var answer = TableBatch.Decode(message.Response.Content.ToString());
        if (answer.Status is >= 200 and < 300)
        {
            return null;
        }

        return answer.Status is 409 or 412 or 404
            ? answer.FailedIndex
            : throw Error(answer.Status, answer.Code, answer.Message, $"a transaction on {table}");
    }

    private async Task<string?> UpdateAsync(RequestMethod method, string table, TableEntity entity, string etag, CancellationToken cancellationToken)
    {
        using var message = Request(method, Row(table, entity.PartitionKey, entity.RowKey));
        message.Request.Headers.Add("If-Match", etag);
        SetBody(message.Request, entity);
        await SendAsync(message, table, makeTable: false, cancellationToken);
        if (message.Response.Status is not (404 or 412))
        {
            return ETagOf(message.Response, $"updating {table}");
        }

        // As with an insert: a retry may meet what its own first try wrote.
        return message.Response.Status == 412 && TryCountPolicy.Tries(message) > 1
            && await GetAsync(table, entity.PartitionKey, entity.RowKey, cancellationToken) is { } found
            && EntityJson.SameProperties(entity, found) ? found.ETag : null;
    }

    /// <summary>Sends; a table that does not exist is made once and the request sent again.</summary>
    private async Task SendAsync(HttpMessage message, string table, bool makeTable, CancellationToken cancellationToken)
    {
        await AnswerAsync(message, table, cancellationToken);
        if (makeTable && TableIsMissing(message.Response))
        {
            await MakeTableAsync(table, cancellationToken);
            await AnswerAsync(message, table, cancellationToken);
        }
    }

    private static bool TableIsMissing(Response response) =>
        (response.Status == 404 && CodeOf(response) == "TableNotFound")
        || (response.Status == 202 && response.Content.ToString().Contains("TableNotFound", StringComparison.Ordinal));

    private async Task MakeTableAsync(string table, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Post, "Tables");
        message.Request.Headers.Add("Prefer", "return-no-content");
        message.Request.Headers.SetValue("Content-Type", "application/json");
        message.Request.Content = RequestContent.Create(Encoding.UTF8.GetBytes($$"""{"TableName":"{{table}}"}"""));
        await AnswerAsync(message, table, cancellationToken);
        if (message.Response.Status != 409)
        {
            ThrowOnError(message.Response, $"making the table {table}");
        }
    }

    private async Task AnswerAsync(HttpMessage message, string table, CancellationToken cancellationToken)
    {
        if (await pipeline.TrySendAsync(message, cancellationToken) is { } unanswered)
        {
            throw new TableException(0, "", $"Table Storage did not answer for {table}: {unanswered.Reason}", unanswered.Cause);
        }
    }

    private HttpMessage Request(RequestMethod method, string path)
    {
        var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(address.AbsoluteUri + path));
        message.Request.Headers.Add("x-ms-version", ApiVersion);
        message.Request.Headers.Add("DataServiceVersion", "3.0");
        message.Request.Headers.Add("Accept", "application/json;odata=nometadata");
        return message;
    }

    private static void SetBody(Request request, TableEntity entity)
    {
        request.Headers.SetValue("Content-Type", "application/json");
        request.Content = RequestContent.Create(EntityJson.Encode(entity));
    }

    internal static string Row(string table, string partitionKey, string rowKey) => $"{table}(PartitionKey='{Key(partitionKey)}',RowKey='{Key(rowKey)}')";

    private static string Key(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));

    private static string? Continuation(ResponseHeaders headers)
    {
        if (!headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partition))
        {
            return null;
        }

        var row = headers.TryGetValue("x-ms-continuation-NextRowKey", out var next) ? $"&NextRowKey={Uri.EscapeDataString(next)}" : "";
        return $"&NextPartitionKey={Uri.EscapeDataString(partition)}{row}";
    }

    private static string ETagOf(Response response, string what)
    {
        ThrowOnError(response, what);
        return response.Headers.TryGetValue("ETag", out var etag) ? etag : "";
    }

    private static void ThrowOnError(Response response, string what)
    {
        if (response.Status is >= 200 and < 300)
        {
            return;
        }

        var text = response.ContentStream is null ? "" : response.Content.ToString();
        throw Error(response.Status, CodeOf(response), text.Length > 300 ? text[..300] : text, what);
    }

    private static TableException Error(int status, string code, string text, string what) =>
        new(status, code, string.Create(CultureInfo.InvariantCulture, $"Table Storage answered {status} {code} for {what}: {text.Trim()}"));

    /// <summary>The error's code from the header; some errors come as XML, so the body is looked at last.</summary>
    private static string CodeOf(Response response)
    {
        if (response.Headers.TryGetValue("x-ms-error-code", out var code))
        {
            return code;
        }

        return TableBatch.CodeIn(response.ContentStream is null ? "" : response.Content.ToString());
    }
}
