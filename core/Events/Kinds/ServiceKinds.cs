using static Butler.Core.Events.Kinds.Field;

namespace Butler.Core.Events.Kinds;

/// <summary>Events of the Sense nodes: Windows services, hosts, the version, certificates.</summary>
internal static class ServiceKinds
{
    private const string ServiceSubject = "service/{host}/{serviceName}";

    private static readonly EventField Before = TextField(
        "servicePrevStatus", "Previous status", "The status before, in Windows's words; UNKNOWN at the first check.");

    private static readonly EventField[] Service =
    [
        TextField("host", "Host", "The monitored host."),
        TextField("serviceName", "Service name", "The service's name."),
        TextField("serviceDisplayName", "Display name", "The name that Windows shows."),
        TextField("serviceFriendlyName", "Friendly name", "The name in the relay's file."),
        TextField("serviceStatus", "Status", "The status, in Windows's words such as STOPPED; UNKNOWN where it cannot be read."),
        Before,
        TextField("serviceStartType", "Startup mode", "Automatic, Automatic (delayed start), Manual, Disabled, Boot or System."),
        TextField("serviceExePath", "EXE path", "The path of the program."),
        TextsField("serviceDependencies", "Depends on", "The services that it needs."),
        TextField("serviceAccount", "Account", "The account that it runs as."),
        NumberField("pid", null, "The id of its process; null when it does not run."),
        NumberField("win32ExitCode", "Exit code", "Windows's exit code, such as 1067: the process ended unexpectedly."),
        NumberField("serviceExitCode", "Service exit code", "The service's own exit code, where the exit code is 1066."),
        TimeField(
            "since", "Since", "When the status changed; of a stopped service, when it was last seen in its status before. Null: unknown."),
    ];

    private static readonly EventField[] Host =
    [
        TextField("host", "Host", "The monitored host."),
        TextField("reason", "Reason", "Why its services cannot be read, and what to do; null when they can be read again."),
        TimeField("since", "Since", "When they were last read before."),
    ];

    public static IEnumerable<EventKind> All() =>
    [
        new EventKind
        {
            Type = EventTypes.ServiceStopped,
            Words = "Windows service stopped",
            Many = "Windows services stopped",
            Things = "services",
            Subject = ServiceSubject,
            Tone = EventTone.Error,
            About = EventThing.Service,
            Effect = EventEffect.Fails,
            Data = Service,
        },
        new EventKind
        {
            Type = EventTypes.ServiceStarted,
            Words = "Windows service started",
            Many = "Windows services started",
            Things = "services",
            Subject = ServiceSubject,
            Tone = EventTone.Good,
            About = EventThing.Service,
            Effect = EventEffect.Recovers,
            Data = Service,
        },
        new EventKind
        {
            Type = EventTypes.ServiceStatus,
            Words = "Windows service status",
            Many = "statuses of Windows services",
            Subject = ServiceSubject,
            About = EventThing.Service,
            IsMetric = true,
            Data = [.. Service.Where(field => field != Before)],
        },
        new EventKind
        {
            Type = EventTypes.HostUnreachable,
            Words = "Windows services cannot be read",
            Many = "hosts have Windows services that cannot be read",
            Things = "hosts",
            Subject = "host/{host}",
            Tone = EventTone.Error,
            About = EventThing.Host,
            Effect = EventEffect.Fails,
            Data = Host,
        },
        new EventKind
        {
            Type = EventTypes.HostReachable,
            Words = "Windows services can be read again",
            Many = "hosts have Windows services that can be read again",
            Things = "hosts",
            Subject = "host/{host}",
            Tone = EventTone.Good,
            About = EventThing.Host,
            Effect = EventEffect.Recovers,
            Data = Host,
        },
        new EventKind
        {
            Type = EventTypes.Version,
            Words = "Qlik Sense version",
            Many = "Qlik Sense versions",
            Subject = "site/{site}",
            Data =
            [
                TextField("productName", "Product", "The product's name."),
                TextField("releaseLabel", "Release", "The release, such as November 2030."),
                TextField("version", "Version", "The version number."),
                TextField("previousReleaseLabel", "Previous release", "The release before; null where it did not change."),
                TextField("previousVersion", "Previous version", "The version number before; null where it did not change."),
                TruthField("changed", null, "Whether the version changed since the last check; people are told only then."),
                TextField("deploymentType", "Deployment", "Such as QlikSenseServer."),
                TextField("senseId", null, "Such as qliksenseserver:14.254.6."),
                TextField("contentHash", null, "A hash of the installed content."),
                TextField("deprecatedProductVersion", null, "The version number in an older form."),
                TextField("copyrightYearRange", null, "The years of the copyright."),
            ],
        },
        new EventKind
        {
            Type = EventTypes.CertificateExpiring,
            Words = "Certificate expires soon",
            Many = "certificates expire soon",
            Subject = "certificate/{thumbprint}",
            Tone = EventTone.Warning,
            Data =
            [
                TextField("certificate", "Certificate", "What it is for, such as qrs client certificate."),
                TextField("path", "File", "The file on the relay's machine; null where it came from a connection."),
                TextField("host", "Host", "The host that presented it, or the relay's own."),
                TextField("certificateSubject", "Subject", "Whose certificate it is."),
                TextField("issuer", "Issuer", "Who issued it."),
                TextField("thumbprint", "Thumbprint", "Its SHA-1 thumbprint."),
                TextField("expiryDateStr", "Expires", "The last day on which it is valid, yyyy-MM-dd."),
                TimeField("expiryDate", null, "When it expires."),
                NumberField("daysUntilExpiry", "Days left", "Days until then; negative when it has expired.", "days"),
                NumberField("thresholdDays", null, "The threshold that was passed.", "days"),
            ],
        },
    ];
}
