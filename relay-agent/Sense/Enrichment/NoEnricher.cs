using Butler.RelayAgent.Sense.Events;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>For a relay without QRS: events are not enriched.</summary>
internal sealed class NoEnricher : IEnricher
{
    public int SideBySide => int.MaxValue;

    public Task<SenseEvent> EnrichAsync(SenseEvent made, CancellationToken cancellationToken) => Task.FromResult(made);
}
