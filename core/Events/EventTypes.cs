namespace Butler.Core.Events;

/// <summary>
/// The event types that code refers to; <see cref="Kinds.EventKinds"/> has all of them. Task events are <c>sense.{kind}.{outcome}</c>, see
/// <see cref="ForTask"/>.
/// </summary>
public static class EventTypes
{
    /// <summary>A datagram that could not be parsed, with its raw text and the reason.</summary>
    public const string Unparsed = "sense.unparsed";

    /// <summary>A distribute task that did not end within six hours.</summary>
    public const string DistributeTimedOut = "sense.distribute.timedout";

    /// <summary>A summary of events that arrived later than the configured <c>maxEventAge</c>.</summary>
    public const string EventLate = "butler.event.late";

    /// <summary>A delivery that was refused or ran out of attempts, and is kept for replay.</summary>
    public const string DeliveryDead = "butler.delivery.dead";

    /// <summary>Due deliveries that were missing from the queues, and are sent again.</summary>
    public const string DeliveryRecovered = "butler.delivery.recovered";

    /// <summary>A relay has sent no heartbeat for a while.</summary>
    public const string RelayOffline = "butler.relay.offline";

    /// <summary>An offline relay sends heartbeats again.</summary>
    public const string RelayOnline = "butler.relay.online";

    /// <summary>A relay lost datagrams or events.</summary>
    public const string RelayLoss = "butler.relay.loss";

    /// <summary>A relay refused a command that its configuration file does not allow.</summary>
    public const string RelayRefused = "butler.relay.refused";

    /// <summary>A tenant of Qlik Cloud cannot be asked, or has its webhook disabled.</summary>
    public const string CloudFailing = "butler.cloud.failing";

    /// <summary>What was told by <see cref="CloudFailing"/> works again.</summary>
    public const string CloudRecovered = "butler.cloud.recovered";

    /// <summary>An API key of Qlik Cloud expires soon.</summary>
    public const string CloudKeyExpiring = "cloud.apikey.expiring";

    /// <summary>Qlik Cloud refused an API key.</summary>
    public const string CloudKeyFailed = "cloud.apikey.failed";

    /// <summary>Uptime, memory and counters of a relay or the function app; for metric stores only.</summary>
    public const string Metrics = "butler.metrics";

    /// <summary>A run that takes far longer than usual.</summary>
    public const string TaskSlow = "sense.task.slow";

    /// <summary>A task that did not start when it was due.</summary>
    public const string TaskMissed = "sense.task.missed";

    /// <summary>A task started after <see cref="TaskMissed"/>; other starts raise no event.</summary>
    public const string TaskStarted = "sense.task.started";

    /// <summary>A Windows service stopped.</summary>
    public const string ServiceStopped = "sense.service.stopped";

    /// <summary>A Windows service started.</summary>
    public const string ServiceStarted = "sense.service.started";

    /// <summary>The status of a Windows service, at every check; for metric stores only.</summary>
    public const string ServiceStatus = "sense.service.status";

    /// <summary>A host's services cannot be read.</summary>
    public const string HostUnreachable = "sense.host.unreachable";

    /// <summary>What was told by <see cref="HostUnreachable"/> can be read again.</summary>
    public const string HostReachable = "sense.host.reachable";

    /// <summary>The version of Qlik Sense at every check, and whether it changed; only a change is told to people.</summary>
    public const string Version = "sense.version";

    /// <summary>A certificate expires soon.</summary>
    public const string CertificateExpiring = "sense.certificate.expiring";

    /// <summary>The server license, at every check.</summary>
    public const string LicenseServer = "sense.license.server";

    /// <summary>The server license expires soon.</summary>
    public const string LicenseExpiring = "sense.license.expiring";

    /// <summary>The server license has expired.</summary>
    public const string LicenseExpired = "sense.license.expired";

    /// <summary>The use of access licenses, at every check.</summary>
    public const string LicenseAccess = "sense.license.access";

    /// <summary>Few access licenses are left.</summary>
    public const string LicenseLow = "sense.license.low";

    /// <summary>An access license was released.</summary>
    public const string LicenseReleased = "sense.license.released";

    /// <summary>A run that releases access licenses has ended.</summary>
    public const string LicenseReleaseEnded = "sense.license.release.ended";

    /// <summary>The failures of a day, for each site.</summary>
    public const string DailyDigest = "butler.digest.daily";

    /// <summary>The kinds a Sense task may have in an event type; <see cref="UnknownKind"/> if the repository did not provide it.</summary>
    public static readonly IReadOnlyList<string> TaskKinds =
        ["reload", "externalprogram", "usersync", "distribute", "preload", UnknownKind];

    /// <summary>The kind of a task whose kind is unknown: it matches the pattern of every kind.</summary>
    public const string UnknownKind = "task";

    /// <summary>The outcome of a distribute task whose outcome is unknown: it matches the pattern of every outcome.</summary>
    public const string UnknownOutcome = "finished";

    /// <summary>The type of a task event, such as <c>sense.reload.failed</c>.</summary>
    /// <param name="kind">One of <see cref="TaskKinds"/>.</param>
    /// <param name="outcome"><c>failed</c>, <c>aborted</c>, <c>succeeded</c> or <see cref="UnknownOutcome"/>.</param>
    public static string ForTask(string kind, string outcome) => $"sense.{kind}.{outcome}";
}
