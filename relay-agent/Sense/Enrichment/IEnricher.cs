using Butler.RelayAgent.Sense.Events;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>Adds to an event what Sense knows of it. The stage between reading the journal and sending.</summary>
internal interface IEnricher
{
    /// <summary>The most events that are worth enriching side by side.</summary>
    int SideBySide { get; }

    /// <summary>The event with what could be had within the budget; its id is the same. Fails only when it is cancelled.</summary>
    Task<SenseEvent> EnrichAsync(SenseEvent made, CancellationToken cancellationToken);
}
