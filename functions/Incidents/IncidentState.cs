using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Storage;

namespace Butler.Functions.Incidents;

/// <summary>
/// The row <c>state</c> of a partition of incidents: every change of the partition is a transaction that requires its ETag.
/// </summary>
/// <param name="Partition">The partition.</param>
/// <param name="ETag">The ETag that was read; null if there was no row.</param>
/// <param name="LastSuccess">The last success of the failing thing; null if none is known.</param>
/// <param name="Open">The ids of the open incidents, by route.</param>
internal sealed record IncidentState(string Partition, string? ETag, EventOrder? LastSuccess, IReadOnlyDictionary<string, string> Open)
{
    private const string Row = "state";

    public static async Task<IncidentState> ReadAsync(ITables tables, string partition, CancellationToken cancellationToken)
    {
        var entity = await tables.GetAsync(TableNames.Incidents, partition, Row, cancellationToken);
        return entity is null
            ? new IncidentState(partition, null, null, new Dictionary<string, string>())
            : new IncidentState(
                partition,
                entity.ETag,
                entity.Date("LastSuccess") is { } last ? new EventOrder(last, entity.Date("LastSuccessReceived") ?? last) : null,
                entity.Payload("Open") is { } json
                    && JsonSerializer.Deserialize(json, IncidentsJson.Default.IReadOnlyDictionaryStringString) is { } open
                    ? open
                    : new Dictionary<string, string>());
    }

    /// <summary>Adds the open incident of a route.</summary>
    public IncidentState With(string route, string incident) =>
        this with { Open = new Dictionary<string, string>(Open) { [route] = incident } };

    /// <summary>Creates the write of the row for a transaction.</summary>
    public TableWrite Write() => IncidentRows.Write(Entity(), ETag);

    /// <summary>Writes only this row; returns false when another run was faster.</summary>
    public async Task<bool> StoreAsync(ITables tables, CancellationToken cancellationToken) =>
        await (ETag is null
            ? tables.InsertAsync(TableNames.Incidents, Entity(), cancellationToken)
            : tables.ReplaceAsync(TableNames.Incidents, Entity(), ETag, cancellationToken)) is not null;

    private TableRow Entity()
    {
        var entity = new TableRow(Partition, Row).Set("LastSuccess", LastSuccess?.Time).Set("LastSuccessReceived", LastSuccess?.Received);
        return Open.Count == 0
            ? entity
            : entity.SetPayload("Open", JsonSerializer.SerializeToUtf8Bytes(Open, IncidentsJson.Default.IReadOnlyDictionaryStringString));
    }
}
