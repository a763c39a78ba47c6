using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Storage;

namespace Butler.Functions.QlikCloud;

/// <summary>
/// The ends of reloads that were told, so that a reload is told once where a tenant sends both of its events: that of the reload, and that
/// of the engine's attempt, which waits for the other. Their ids of the reload may differ; then app and time tell that they belong
/// together.
/// </summary>
/// <remarks>
/// Each event writes its row, then reads those of its app, so that of two that run at the same time at least one sees the other. If an
/// attempt is about to be told just when the reload's end comes, both may be told: better one alert too many than one too few.
/// </remarks>
internal sealed class CloudReloads(ITables tables)
{
    private static readonly string[] Columns = ["EventId", "Reload", "Ended", "IsAttempt", "IsTold"];
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(2);

    /// <summary>Notes an event.</summary>
    /// <returns>The id of the event that has told the same reload; null when this one is to tell it.</returns>
    public async Task<string?> ToldByAsync(CloudEvent @event, CancellationToken cancellationToken)
    {
        if (CloudEventReader.Field(@event, "reloadId") is not { } reload || CloudEventReader.Field(@event, "appId") is not { } app
            || @event.Tenant is null)
        {
            return null;
        }

        var partition = TableKey.Escape($"{@event.Source}/{app}");
        var isAttempt = CloudEventReader.IsAttempt(@event);
        var row = new TableRow(partition, TableKey.Escape($"{(isAttempt ? "attempt" : "reload")}-{reload}"))
            .Set("EventId", @event.Id)
            .Set("Reload", reload)
            .Set("Ended", @event.Time)
            .Set("IsAttempt", isAttempt)
            .Set("IsTold", !isAttempt);
        if (await tables.InsertAsync(TableNames.CloudReloads, row, cancellationToken) is null && isAttempt
            && await tables.GetAsync(TableNames.CloudReloads, row.PartitionKey, row.RowKey, cancellationToken) is { } known
            && known.Flag("IsTold") is true)
        {
            // A second run of an attempt that has begun to tell: the end of its reload has given way to it.
            return null;
        }

        await foreach (var other in OthersAsync(partition, cancellationToken))
        {
            if (other.Flag("IsAttempt") != isAttempt && IsSame(other, reload, @event.Time) && IsToldBefore(other, @event))
            {
                return other.Text("EventId");
            }
        }

        if (isAttempt)
        {
            await tables.UpsertAsync(TableNames.CloudReloads, row.Set("IsTold", true), cancellationToken);
        }

        return null;
    }

    private IAsyncEnumerable<TableRow> OthersAsync(string partition, CancellationToken cancellationToken) =>
        tables.QueryAsync(TableNames.CloudReloads, TableFilter.Partition(partition), Columns, cancellationToken);

    /// <summary>By its id, or by its end: the two events of a reload come within seconds.</summary>
    private static bool IsSame(TableRow row, string reload, DateTimeOffset ended) =>
        row.Text("Reload") == reload || (row.Date("Ended") is { } end && (end - ended).Duration() <= Near);

    /// <summary>
    /// An attempt gives way to every end of its reload; the end gives way only to an attempt that told the same outcome.
    /// </summary>
    private static bool IsToldBefore(TableRow other, CloudEvent @event) =>
        other.Flag("IsTold") is true
        && (other.Flag("IsAttempt") is false || Outcome(other.Text("EventId")) == Outcome(@event.Id));

    private static string? Outcome(string? id) => id?.Split(':') is [_, var outcome, ..] ? outcome : null;
}
