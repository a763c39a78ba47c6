using System.Text.Json.Nodes;

namespace Butler.Functions.Tests.Dashboards;

/// <summary>
/// Writes a dashboard as Grafana imports it. The data source is a variable, so the import asks nothing.
/// Source: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
/// </summary>
internal static class DashboardJson
{
    private const int RowWidth = 24;

    public static JsonObject Of(Dashboard dashboard, IQueryLanguage language) => new()
    {
        ["uid"] = $"butler-{dashboard.Name}-{language.Name.ToLowerInvariant()}",
        ["title"] = $"{dashboard.Title} ({language.Versions})",
        ["description"] = dashboard.Description,
        ["tags"] = new JsonArray("butler", "qlik-sense", language.Name.ToLowerInvariant()),
        ["schemaVersion"] = 39,
        ["version"] = 1,
        ["editable"] = true,
        ["timezone"] = "browser",
        ["refresh"] = "5m",
        ["graphTooltip"] = 1,
        ["time"] = new JsonObject { ["from"] = "now-7d", ["to"] = "now" },
        ["annotations"] = new JsonObject { ["list"] = new JsonArray() },
        ["links"] = new JsonArray(new JsonObject
        {
            ["type"] = "dashboards",
            ["title"] = "Butler",
            ["tags"] = new JsonArray("butler", language.Name.ToLowerInvariant()),
            ["asDropdown"] = false,
            ["includeVars"] = true,
            ["keepTime"] = true,
            ["targetBlank"] = false,
            ["icon"] = "external link",
            ["tooltip"] = "",
            ["url"] = "",
        }),
        ["templating"] = new JsonObject
        {
            ["list"] = new JsonArray(new JsonObject
            {
                ["name"] = "datasource",
                ["label"] = $"Data source ({language.Name})",
                ["type"] = "datasource",
                ["query"] = "influxdb",
                ["current"] = new JsonObject(),
                ["hide"] = 0,
                ["includeAll"] = false,
                ["multi"] = false,
                ["options"] = new JsonArray(),
                ["refresh"] = 1,
                ["regex"] = "",
            }),
        },
        ["panels"] = new JsonArray([.. Panels(dashboard, language)]),
    };

    private static IEnumerable<JsonNode> Panels(Dashboard dashboard, IQueryLanguage language)
    {
        var (x, y, rowHeight) = (0, 0, 0);
        foreach (var (index, panel) in dashboard.Panels.Index())
        {
            if (x + panel.Width > RowWidth)
            {
                (x, y, rowHeight) = (0, y + rowHeight, 0);
            }

            yield return PanelJson.Of(index + 1, panel, language, new JsonObject
            {
                ["x"] = x,
                ["y"] = y,
                ["w"] = panel.Width,
                ["h"] = panel.Height,
            });
            (x, rowHeight) = (x + panel.Width, Math.Max(rowHeight, panel.Height));
        }
    }
}
