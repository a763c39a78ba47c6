using Butler.Functions.Timers;

namespace Butler.Functions.Incidents;

/// <summary>
/// Acknowledges incidents. A wake-up of the kind <see cref="TimerKind"/> notifies the channels that keep their own incidents.
/// </summary>
internal sealed partial class Acknowledgements(IncidentRows incidents, DueRows due, TimeProvider time, ILogger<Acknowledgements> logger)
{
    /// <summary>The kind of timer; its id is that of the incident.</summary>
    public const string TimerKind = "acknowledged";

    /// <summary>The delay of the wake-up that is scheduled before the incident changes.</summary>
    private static readonly TimeSpan SafetyNet = TimeSpan.FromMinutes(1);

    /// <summary>Records the acknowledgement of an incident. The first one counts; a resolved incident needs none.</summary>
    /// <returns>The incident; null when the id is unknown.</returns>
    public async Task<Incident?> AcknowledgeAsync(string id, Acknowledgement acknowledgement, CancellationToken cancellationToken)
    {
        while (await incidents.FindAsync(id, cancellationToken) is { } row)
        {
            var incident = row.Incident;
            if (incident.Acknowledged is not null || incident.Resolved is not null)
            {
                return incident;
            }

            // The first wake-up covers a crash between the two writes; the second one runs at once.
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
