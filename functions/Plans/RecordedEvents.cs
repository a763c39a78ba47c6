using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Storage;

namespace Butler.Functions.Plans;

internal sealed class RecordedEvents(ITables tables)
{
    /// <summary>Finds an event with its plan; null when it is unknown or has been deleted.</summary>
    /// <param name="site">The site; null for the text before the first colon of the id.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Recorded?> FindAsync(string? site, string id, CancellationToken cancellationToken)
    {
        var (partition, row) = EventRows.Keys(site ?? (id.Split(':') is [var first, _, ..] ? first : null), id);
        if (await tables.GetAsync(TableNames.Events, partition, row, cancellationToken) is not { } entity
            || entity.Payload("Event") is not { } encoded)
        {
            return null;
        }

        var plan = entity.Payload("Plan") is { } json ? JsonSerializer.Deserialize(json, PlanJson.Default.Plan) : null;
        return new Recorded(entity.Text("State") ?? "", CloudEvent.Decode(encoded), plan) { Sent = SentDeliveries.Of(entity) };
    }
}

/// <summary>A recorded event.</summary>
internal sealed record Recorded(string State, CloudEvent Event, Plan? Plan)
{
    /// <summary>The deliveries that were sent at their first attempt.</summary>
    public SentDeliveries Sent { get; init; } = SentDeliveries.None;
}
