using System.Text.Json;
using Butler.Core.Secrets;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>Reads what QRS knows of several tasks, with one request for all tasks, one for all apps and one for all owners.</summary>
internal sealed partial class TaskFacts(IQrs qrs, Redaction redaction, ILogger<TaskFacts> logger)
{
    /// <summary>The maximum number of ids in a request: about 55 characters each, far below HTTP.sys's limit of 16 KB.</summary>
    public const int Most = 100;

    /// <summary>The tasks by id; a deleted one is not among them.</summary>
    /// <exception cref="QrsException">QRS did not answer.</exception>
    public Task<Dictionary<string, QrsTask>> TasksAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        RowsAsync("task/full", ids, row => QrsTask.Read(row, redaction), cancellationToken);

    /// <summary>The apps by id. A failure is logged: an alert without an app is better than none.</summary>
    public Task<Dictionary<string, QrsApp>> AppsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        TryRowsAsync("app/full", ids, row => QrsApp.Read(row, redaction), cancellationToken);

    /// <summary>The e-mail addresses by user id. A failure is logged.</summary>
    public Task<Dictionary<string, List<string>>> AddressesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        TryRowsAsync("user/full", ids, Lookups.Addresses, cancellationToken);

    private async Task<Dictionary<string, T>> TryRowsAsync<T>(
        string path, IReadOnlyCollection<string> ids, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await RowsAsync(path, ids, read, cancellationToken);
        }
        catch (QrsException failure)
        {
            Log.NotHad(logger, failure.Message);
            return [];
        }
    }

    private async Task<Dictionary<string, T>> RowsAsync<T>(
        string path, IReadOnlyCollection<string> ids, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, T>();
        if (ids.Count > 0)
        {
            await qrs.ReadRowsAsync(path, string.Join(" or ", ids.Select(id => $"id eq {id}")), Take, cancellationToken);
        }

        return found;

        void Take(JsonElement row)
        {
            if (row.Id("id") is { } id)
            {
                found[id] = read(row);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Events about tasks are raised without some information of QRS: {Problem}")]
        public static partial void NotHad(ILogger logger, string problem);
    }
}
