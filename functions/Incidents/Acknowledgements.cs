using Butler.Functions.Timers;

namespace Butler.Functions.Incidents;

/// <summary>
/// Acknowledges incidents. A wake-up of the kind <see cref="TimerKind"/> lets the channels know that keep incidents of their own.
/// </summary>
internal sealed partial class Acknowledgements(IncidentRows incidents, DueRows due, TimeProvider time, ILogger<Acknowledgements> logger)
{
    /// <summary>The kind of timer; its id is the incident's.</summary>
    public const string TimerKind = "acknowledged";

    /// <summary>After this time the wake-up comes that is set before the incident is changed.</summary>
    private static readonly TimeSpan SafetyNet = TimeSpan.FromMinutes(1);

    /// <summary>Notes who sees to an incident. The first who says so stands; what is over needs nobody.</summary>
    /// <returns>The incident; null where there is none of this id.</returns>
    public async Task<Incident?> AcknowledgeAsync(string id, Acknowledgement acknowledgement, CancellationToken cancellationToken)
    {
        while (await incidents.FindAsync(id, cancellationToken) is { } row)
        {
            var incident = row.Incident;
            if (incident.Acknowledged is not null || incident.Resolved is not null)
            {
                return incident;
            }

            // The first wake-up is for a process that ends between the two writes; the second one comes at once.
            await due.WakeAtAsync(TimerKind, id, time.GetUtcNow() + SafetyNet, cancellationToken);
            var acknowledged = incident with
            {
                Acknowledged = time.GetUtcNow(),
                AcknowledgedBy = acknowledgement.By,
                Comment = acknowledgement.Comment,
            };
            if (await incidents.ReplaceAsync(row, acknowledged, cancellationToken))
            {
                Log.Acknowledged(logger, id, incident.Route);
                await due.WakeAtAsync(TimerKind, id, time.GetUtcNow().AddSeconds(-1), cancellationToken);
                return acknowledged;
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Incident {Id} of {Route} is acknowledged")]
        public static partial void Acknowledged(ILogger logger, string id, string route);
    }
}
