using System.Globalization;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Influx;

/// <summary>Creates the points of all events except tasks: services, licenses, the version, Qlik Cloud, and this system.</summary>
internal static class SitePoints
{
    /// <summary>The types of access licenses, in Butler's order.</summary>
    private static readonly (string Source, string Type, (string Field, string Name)[] Fields)[] Licences =
    [
        ("analyzerAccess", "analyzer", Seats),
        ("analyzerTimeAccess", "analyzer_capacity",
            [("allocated_minutes", "allocatedMinutes"), ("unavailable_minutes", "unavailableMinutes"), ("used_minutes", "usedMinutes")]),
        ("professionalAccess", "professional", Seats),
        ("loginAccess", "token_login",
            [("allocated_tokens", "allocatedTokens"), ("token_cost", "tokenCost"),
                ("unavailable_tokens", "unavailableTokens"), ("used_tokens", "usedTokens")]),
        ("userAccess", "token_user",
            [("allocated_tokens", "allocatedTokens"), ("quarantined_tokens", "quarantinedTokens"),
                ("token_cost", "tokenCost"), ("used_tokens", "usedTokens")]),
    ];

    private static (string Field, string Name)[] Seats =>
    [
        ("allocated", "allocated"), ("available", "available"), ("excess", "excess"), ("quarantined", "quarantined"), ("total", "total"),
        ("used", "used"),
    ];

    /// <param name="alert">The event.</param>
    /// <param name="new">Creates the point of a measurement.</param>
    public static IEnumerable<Point> Of(Alert alert, Func<string, Point> @new)
    {
        var fields = new EventFields(alert.Event);
        var points = alert.Event.Type switch
        {
            _ when ServiceState.Read(alert.Event) is { } service => [Service(service, @new("win_service_state"))],
            EventTypes.LicenseAccess => Access(fields, @new),
            EventTypes.LicenseReleased when fields.Truth("dryRun") != true => [Release(fields, @new("qlik_sense_license_release"))],
            _ when EventKinds.Find(alert.Event.Type)?.About == EventThing.ServerLicense =>
                [Server(fields, @new("qlik_sense_server_license"))],
            EventTypes.Version => [Version(fields, @new("qlik_sense_version"))],
            EventTypes.Metrics => SelfPoints.Of(alert.Event, @new),
            var type when type.StartsWith("cloud.", StringComparison.Ordinal) => [Cloud(alert.Event, fields, @new)],
            _ => Enumerable.Empty<Point>(),
        };
        var told = points.Where(point => point.HasFields).ToList();
        return told.Count > 0 ? told : [Other(alert, @new("butler_event"))];
    }

    private static Point Service(ServiceState service, Point point) => point
        .Tag("host", service.Host)
        .Tag("service_name", service.Name)
        .Tag("display_name", service.DisplayName)
        .Tag("friendly_name", service.FriendlyName)
        .Field("state_num", service.State switch
        {
            "STOPPED" => 1d,
            "START_PENDING" => 2d,
            "STOP_PENDING" => 3d,
            "RUNNING" => 4d,
            "CONTINUE_PENDING" => 5d,
            "PAUSE_PENDING" => 6d,
            "PAUSED" => 7d,
            _ => -1d,
        })
        .Field("state_text", service.State)
        .Field("startup_mode_num", service.StartType switch
        {
            "Automatic" => 0d,
            ServiceState.DelayedStart => 1d,
            "Manual" => 2d,
            "Disabled" => 3d,
            _ => -1d,
        })
        .Field("startup_mode_text", service.StartType ?? "unknown");

    private static IEnumerable<Point> Access(EventFields fields, Func<string, Point> @new)
    {
        foreach (var (source, type, names) in Licences)
        {
            var licence = fields.Object(source);
            if (licence.Truth("enabled") != true)
            {
                continue;
            }

            var point = @new("qlik_sense_license").Tag("license_type", type);
            foreach (var (field, name) in names)
            {
                point.Field(field, licence.Number(name));
            }

            yield return point;
        }

        if (fields.Truth("tokensEnabled") == true)
        {
            yield return @new("qlik_sense_license").Tag("license_type", "tokens_available")
                .Field("available_tokens", fields.Number("availableTokens")).Field("total_tokens", fields.Number("totalTokens"));
        }
    }

    private static Point Release(EventFields fields, Point point) => point
        .Tag("license_type", fields.Text("licenseType"))
        .Tag("user", fields.Text("userDir") is { } directory ? $"{directory}\\{fields.Text("userId")}" : fields.Text("userId"))
        .Field("days_since_last_use", fields.Number("daysSinceLastUse"));

    /// <summary>
    /// Writes false when it is unknown whether the license has expired, as Butler does; without any data there is no point.
    /// </summary>
    private static Point Server(EventFields fields, Point point)
    {
        var (expired, date, days) = (fields.Truth("licenseExpired"), fields.Text("expiryDateStr"), fields.Number("daysUntilExpiry"));
        return expired is null && date is null && days is null
            ? point
            : point.Field("license_expired", expired ?? false).Field("expiry_date", date).Field("days_until_expiry", days);
    }

    private static Point Version(EventFields fields, Point point) => point
        .Field("content_hash", fields.Text("contentHash"))
        .Field("sense_id", fields.Text("senseId"))
        .Field("version", fields.Text("version"))
        .Field("deployment_type", fields.Text("deploymentType"))
        .Field("release_label", fields.Text("releaseLabel"))
        .Field("deprecated_product_version", fields.Text("deprecatedProductVersion"))
        .Field("product_name", fields.Text("productName"))
        .Field("copyright_year_range", fields.Text("copyrightYearRange"));

    private static Point Cloud(CloudEvent @event, EventFields fields, Func<string, Point> @new) =>
        @new(@event.Type.Replace('.', '_'))
            .Tag("tenant_id", fields.Text("tenantId"))
            .Tag("app_id", fields.Text("appId"))
            .Tag("app_name", fields.Text("appName"))
            .Tag("space_id", fields.Text("spaceId"))
            .Tag("status", fields.Text("status", "executionStatusText"))
            .Field("reload_id", fields.Text("reloadId"))
            .Field("error_code", fields.Text("errorCode"))
            .Field("error_message", fields.Text("errorMessage"))
            .Field("log_message", fields.Text("logMessage"))
            .Field("peak_memory_bytes", fields.Number("peakMemoryBytes"))
            .Field("size_memory_bytes", fields.Number("sizeMemoryBytes"))
            .Field("ended_with_memory_constraint", fields.Truth("endedWithMemoryConstraint"))
            .Field("value", 1d);

    /// <summary>
    /// Creates the point of an event without its own measurement: a count and its numbers. Several events in the same millisecond with the
    /// same tags would become one point, so a hash of the event's id sets the unmeasured digits of the time.
    /// </summary>
    private static Point Other(Alert alert, Point point)
    {
        point.Nanoseconds += uint.Parse(EventIdentity.Hash(alert.Event.Id)[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            % (point.Nanoseconds % 1_000_000 == 0 ? 1_000_000u : 100u);
        point
            .Tag("type", alert.Event.Type)
            .Tag("site", alert.Event.Site)
            .Tag("environment", alert.Event.Environment)
            .Tag("relay", alert.Event.Relay)
            .Tag("task_name", alert.Task?.Task?.Name ?? alert.Task?.TaskName)
            .Tag("app_name", alert.Task?.App?.Name ?? alert.Task?.AppName)
            .Tag("license_type", alert.Event.Type == EventTypes.LicenseLow ? new EventFields(alert.Event).Text("licenseType") : null)
            .Field("value", 1d)
            .Field("title", AlertText.Title(alert))
            .Field("event_id", alert.Event.Id);
        var fields = new EventFields(alert.Event);
        foreach (var field in EventKinds.Find(alert.Event.Type)?.Data.Where(f => f.Type == EventFieldType.Number) ?? [])
        {
            point.Field(Point.SnakeCase(field.Name), fields.Number(field.Name));
        }

        return point;
    }
}
