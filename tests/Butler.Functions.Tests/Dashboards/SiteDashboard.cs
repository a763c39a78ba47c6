using static Butler.Functions.Tests.Dashboards.Queries;

namespace Butler.Functions.Tests.Dashboards;

/// <summary>Services, licenses, versions and everything else that monitors find.</summary>
internal static class SiteDashboard
{
    private const string Licenses = "qlik_sense_license";

    private static readonly (double Value, string Text, string Color)[] States =
    [
        (1, "Stopped", "red"), (2, "Starting", "yellow"), (3, "Stopping", "orange"), (4, "Running", "green"), (5, "Continuing", "yellow"),
        (6, "Pausing", "orange"), (7, "Paused", "orange"), (-1, "Unknown", "purple"),
    ];

    public static Dashboard Create() => new(
        "site",
        "Qlik Sense site",
        "Windows services, licenses, the version, and what else the monitors found.",
        Number(
            "Days left of the server license", Total("Days left", "qlik_sense_server_license", "days_until_expiry"),
            [(null, "red"), (14, "orange"), (60, "green")]),
        Number("Professional access left", Left("professional"), [(null, "red"), (1, "orange"), (5, "green")]),
        Number("Analyzer access left", Left("analyzer"), [(null, "red"), (1, "orange"), (5, "green")]),
        Number("Licenses released", Count("Released", "qlik_sense_license_release", "days_since_last_use"), Green),
        new Panel(PanelKinds.States, "Windows services", Last("State", "win_service_state", "state_num", "host", "display_name"))
        {
            Width = 24,
            Words = States,
        },
        Table("State of Windows services", Total("State", "win_service_state", "state_text", "host", "display_name")),
        Table("Start type of Windows services", Total("Start type", "win_service_state", "startup_mode_text", "host", "display_name")),
        Lines("Access allocated", Last("Allocated", Licenses, "allocated", "license_type")),
        Lines("Access left", Last("Left", Licenses, "available", "license_type")),
        Lines(
            "Analyzer capacity", "m",
            Last("Used minutes", Licenses, "used_minutes", "license_type"),
            Last("Allocated minutes", Licenses, "allocated_minutes", "license_type")),
        Lines(
            "Tokens",
            Last("Available", Licenses, "available_tokens", "license_type"),
            Last("Used", Licenses, "used_tokens", "license_type")),
        Table("Licenses released", Rows("qlik_sense_license_release", ["user", "license_type"], ["days_since_last_use"])),
        Table("Versions", Rows("qlik_sense_version", [], ["release_label", "version", "product_name", "deployment_type"])),
        Bars(
            "Other events",
            new PanelQuery("Events", "butler_event")
            {
                Fields = ["value"],
                Tags = ["type"],
                Fold = Fold.Sum,
            }),
        Table("Last events", Rows("butler_event", ["type", "site"], ["title"])));

    private static PanelQuery Total(string name, string measurement, string field, params IReadOnlyList<string> tags) =>
        Last(name, measurement, field, tags) with { Shape = Shape.Total };

    private static PanelQuery Left(string type) => Total("Left", Licenses, "available") with { Where = ("license_type", type) };
}
