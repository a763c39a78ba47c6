using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Storage;

namespace Butler.Functions.Plans;

/// <summary>Finds events that were recorded.</summary>
internal sealed class RecordedEvents(ITables tables)
{
    /// <summary>An event with its plan; null where there is none, or none any more.</summary>
    /// <param name="site">Its site; null for what stands before the first colon of the id.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Recorded?> FindAsync(string? site, string id, CancellationToken cancellationToken)
    {
        var (partition, row) = EventRows.Keys(site ?? (id.Split(':') is [var first, _, ..] ? first : null), id);
        if (await tables.GetAsync(TableNames.Events, partition, row, cancellationToken) is not { } entity || entity.Payload("Event") is not { } encoded)
        {
            return null;
        }

        var plan = entity.Payload("Plan") is { } json ? JsonSerializer.Deserialize(json, PlanJson.Default.Plan) : null;
        return new Recorded(entity.Text("State") ?? "", CloudEvent.Decode(encoded), plan);
    }
}

/// <summary>An event as it was recorded.</summary>
internal sealed record Recorded(string State, CloudEvent Event, Plan? Plan);
