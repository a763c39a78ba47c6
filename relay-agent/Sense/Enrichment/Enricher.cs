using System.Text.Json;
using Butler.Core.Events;
using Butler.RelayAgent.Sense.Events;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>
/// Adds information from QRS. No fault here loses an alert: information that is not available within the budget is left out, and named.
/// </summary>
internal sealed partial class Enricher(LookupPlan plan, SeenEvents seen, TimeProvider time, ILogger<Enricher> logger) : IEnricher
{
    /// <summary>The maximum time that look-ups delay an event, including the wait for its script log.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    private int current;

    public int SideBySide => 64;

    public async Task<SenseEvent> EnrichAsync(SenseEvent made, CancellationToken cancellationToken)
    {
        seen.Add(made.Event.Id);
        if (made.IsOwn || made.Event.Type == EventTypes.Unparsed || made.Event.Data is not { } json)
        {
            return made;
        }

        var sideBySide = Interlocked.Increment(ref current);
        try
        {
            using var patience = new CancellationTokenSource(Budget, time);
            using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            var data = JsonSerializer.Deserialize(json, EventJson.Default.TaskEventData)!;
            var known = await plan.LookUpAsync(
                made.Event, data, sideBySide, problem => Log.NotHad(logger, made.Event.Id, problem), budget.Token);
            cancellationToken.ThrowIfCancellationRequested();
            return EventFit.Fit(made.Event with { Type = known.Type }, known.Data, CloudEvent.MaxEncodedBytes);
        }
        catch (Exception defect) when (!cancellationToken.IsCancellationRequested)
        {
            // An unexpected answer of QRS must not lose the event: an alert without details is better than none.
            Log.Defect(logger, defect, made.Event.Id);
            return made;
        }
        finally
        {
            Interlocked.Decrement(ref current);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Event {Id} is sent without some information of QRS: {Problem}")]
        public static partial void NotHad(ILogger logger, string id, string problem);

        [LoggerMessage(2, LogLevel.Error, "Event {Id} could not be enriched because of a defect; it is sent without enrichment")]
        public static partial void Defect(ILogger logger, Exception defect, string id);
    }
}
