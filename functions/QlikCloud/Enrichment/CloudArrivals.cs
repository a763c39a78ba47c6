using Butler.Core.Events;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;

namespace Butler.Functions.QlikCloud.Enrichment;

/// <summary>What becomes of an event of Qlik Cloud.</summary>
/// <param name="Event">The event, with what its tenant knows.</param>
/// <param name="OnlyRecorded">Why the event is recorded and nothing else; null when it is routed.</param>
internal sealed record CloudArrival(CloudEvent Event, string? OnlyRecorded);

/// <summary>
/// Prepares an event of Qlik Cloud for routing: told already, or of no interest, or completed. A second run takes the event as the first
/// run recorded it, so that both decide alike.
/// </summary>
internal sealed class CloudArrivals(CloudReloads reloads, CloudEnricher enricher, EventRows rows)
{
    /// <summary>Prepares an event.</summary>
    /// <param name="event">The event as the webhook put it on the queue.</param>
    /// <param name="options">The configuration.</param>
    /// <param name="isWanted">Whether a route may match it, so that it is worth asking the tenant.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public async Task<CloudArrival> PrepareAsync(
        CloudEvent @event, ButlerOptions options, bool isWanted, CancellationToken cancellationToken)
    {
        if (await reloads.ToldByAsync(@event, cancellationToken) is { } teller)
        {
            return new CloudArrival(@event, $"{teller} has told the same reload");
        }

        // A tenant that was taken out of the configuration after its call is not asked.
        if (options.Cloud.Tenant(@event.Tenant!) is not { } tenant)
        {
            return new CloudArrival(@event, null);
        }

        if (isWanted && CloudEnricher.CanEnrich(@event, tenant))
        {
            @event = await rows.EventAsync(@event.Site, @event.Id, cancellationToken)
                ?? await enricher.EnrichAsync(@event, tenant.Access!, options, cancellationToken);
        }

        return new CloudArrival(
            @event, CloudScopes.Has(tenant.Only, @event) ? null : $"it is outside \"only\" of the tenant {tenant.Name}");
    }
}
