using System.Globalization;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;

namespace Butler.Functions.Alerts;

/// <summary>The plain texts for events of monitors: services, licenses, the version, certificates, slow and missed tasks.</summary>
internal static class MonitorText
{
    /// <summary>The Windows exit code of a service that set an exit code of its own.</summary>
    private const double OwnExitCode = 1066;

    /// <summary>One line; null when the event is of another kind or lacks data.</summary>
    public static string? Title(Alert alert)
    {
        if (ServiceState.Read(alert.Event) is { } service)
        {
            return Service(service);
        }

        var fields = new EventFields(alert.Event);
        return alert.Event.Type switch
        {
            EventTypes.Version => Version(fields),
            EventTypes.LicenseExpired when Unusable(fields) is { } why => $"Qlik Sense server license {why}",
            _ when EventKinds.Find(alert.Event.Type)?.About == EventThing.ServerLicense =>
                "Qlik Sense server license " + Expiry(fields, "has no expiry date"),
            EventTypes.CertificateExpiring => $"{EventNames.Of(alert.Event, null) ?? "A certificate"}: certificate "
                + $"{Expiry(fields, "expires soon")}",
            EventTypes.LicenseAccess when AccessLicense.Read(fields) is { Count: > 0 } known => $"Qlik Sense access licenses: "
                + $"{string.Join(", ", known.Take(2).Select(license => $"{license.Name} {Used(license)} used"))}",
            EventTypes.LicenseLow => Low(fields),
            EventTypes.LicenseReleased => ReleaseText.Released(alert, fields),
            EventTypes.LicenseReleaseEnded => ReleaseText.Ended(fields),
            EventTypes.TaskSlow when fields.Number("runningMs") is { } running && fields.Number("usualMs") is { } usual =>
                $"Task takes longer than usual: {EventNames.Of(alert.Event, alert.Task)}, running for {Lasted(running)}, usually "
                    + $"{Lasted(usual)}",
            _ => null,
        };
    }

    /// <summary>
    /// The number of used licenses of each kind, or of those that a release considered; empty when the event is of another kind.
    /// </summary>
    public static IReadOnlyList<(string Label, string? Value)> Facts(Alert alert)
    {
        if (alert.Event.Type != EventTypes.LicenseAccess)
        {
            return alert.Event.Type == EventTypes.LicenseReleaseEnded ? ReleaseText.Facts(new EventFields(alert.Event)) : [];
        }

        return
        [
            .. AccessLicense.Read(new EventFields(alert.Event)).Select(license => (license.Name, (string?)(
                license.Type == "tokens_available"
                    ? string.Create(CultureInfo.InvariantCulture, $"{license.Available:0.#} of {license.Total:0.#} left")
                    : $"{Used(license)} used"))),
        ];
    }

    /// <summary>Why a license that has not expired cannot be used; null when it has expired or no reason is known.</summary>
    public static string? Unusable(EventFields license) =>
        license.Truth("licenseExpired") == true ? null
        : license.Truth("isBlacklisted") == true ? "is blacklisted"
        : license.Truth("isInvalid") == true ? "is invalid"
        : null;

    /// <summary>Why a service stopped, in one line; null when the event is of another kind or does not say why.</summary>
    public static string? Cause(CloudEvent @event)
    {
        if (EventKinds.Find(@event.Type)?.Effect != EventEffect.Fails || ServiceState.Read(@event) is not { } service)
        {
            return null;
        }

        return (service.ExitCode, service.OwnExitCode) switch
        {
            (OwnExitCode, not (null or 0)) => string.Create(
                CultureInfo.InvariantCulture, $"The service ended with its own exit code {service.OwnExitCode:0}"),
            ({ } code, _) when FieldText.ExitCode(code) is { } words => string.Create(
                CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(words[0])}{words[1..]} ({code:0})"),
            (not (null or 0), _) => string.Create(CultureInfo.InvariantCulture, $"Windows exit code {service.ExitCode:0}"),
            _ => service.State == "UNKNOWN" ? "Its status cannot be read" : null,
        };
    }

    private static string Service(ServiceState service)
    {
        var name = service.DisplayName ?? service.Name;
        var what = service.State switch
        {
            "STOPPED" => "Windows service stopped",
            "RUNNING" when service.Changed => "Windows service started",
            "UNKNOWN" => "Status of Windows service unknown",
            var state => $"Windows service is {state}",
        };
        return $"{what}{(service.Host is { } host ? $" on host {host}" : "")}{(name is null ? "" : $": \"{name}\"")}";
    }

    private static string Version(EventFields fields)
    {
        var (now, before) = (fields.Text("releaseLabel", "version"), fields.Text("previousReleaseLabel", "previousVersion"));
        if (now is not null && now == before)
        {
            // A patch changes the number, not the release.
            (now, before) = (fields.Text("version"), fields.Text("previousVersion"));
        }

        return (now, before) switch
        {
            (null, _) => "Qlik Sense version",
            (_, null) => $"Qlik Sense version: {now}",
            _ => $"Qlik Sense changed from {before} to {now}",
        };
    }

    /// <summary>Such as <c>expires on 2031-05-01, in 53 days</c>.</summary>
    /// <param name="expired">Whether it has expired; null when that is unknown.</param>
    /// <param name="days">The days left; negative when it has expired.</param>
    /// <param name="date">The last day, as <c>yyyy-MM-dd</c>.</param>
    /// <param name="unknown">The words when nothing is known.</param>
    public static string Expiry(bool? expired, double? days, string? date, string unknown)
    {
        var on = date is null ? "" : $" on {date}";
        return (expired, days) switch
        {
            (true, _) or (_, < 0) => $"expired{on}",
            (_, null) => date is null ? unknown : $"expires{on}",
            (_, 0) => $"expires today{(date is null ? "" : $", {date}")}",
            (_, { } left) => $"expires{on}{(date is null ? "" : ",")} in {FieldText.Days(left)}",
        };
    }

    private static string Expiry(EventFields fields, string unknown) =>
        Expiry(fields.Truth("licenseExpired"), fields.Number("daysUntilExpiry"), fields.Text("expiryDateStr"), unknown);

    private static string? Low(EventFields fields) => fields.Text("licenseType") is { } type && fields.Number("available") is { } available
        ? string.Create(
            CultureInfo.InvariantCulture, $"Few {AccessLicense.WordsOf(type)} left: "
                + $"{available:0.#}{(fields.Number("total") is { } total ? $" of {total:0.#}" : "")}")
        : null;

    private static string Used(AccessLicense license) => string.Create(
        CultureInfo.InvariantCulture, $"{license.Used:0.#} of {license.Total:0.#}{(license.Unit.Length > 0 ? " " : "")}{license.Unit}");

    private static string Lasted(double milliseconds) => DurationText.Words(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, 1e14)));
}
