using Butler.RelayAgent.Sense.Events;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>Adds Sense's information to an event, between reading the journal and sending.</summary>
internal interface IEnricher
{
    /// <summary>The maximum number of events to enrich in parallel.</summary>
    int SideBySide { get; }

    /// <summary>
    /// Returns the event with the information available within the budget; its id does not change. Fails only when canceled.
    /// </summary>
    Task<SenseEvent> EnrichAsync(SenseEvent made, CancellationToken cancellationToken);
}
