using System.Globalization;
using System.Text.Json.Nodes;

namespace Butler.Functions.Tests.Dashboards;

/// <summary>Writes a panel.</summary>
internal static class PanelJson
{
    public static JsonObject Of(int id, Panel panel, IQueryLanguage language, JsonObject place) => new()
    {
        ["id"] = id,
        ["type"] = panel.Kind,
        ["title"] = panel.Title,
        ["gridPos"] = place,
        ["datasource"] = Source(),
        ["targets"] = new JsonArray([.. panel.Queries.Select((query, index) => Target(query, index, language))]),
        ["fieldConfig"] = new JsonObject { ["defaults"] = Defaults(panel), ["overrides"] = new JsonArray([.. Overrides(panel)]) },
        ["options"] = Options(panel),
        ["transformations"] = new JsonArray([.. Transformations(panel)]),
    };

    private static JsonObject Source() => new() { ["type"] = "influxdb", ["uid"] = "${datasource}" };

    private static JsonNode Target(PanelQuery query, int index, IQueryLanguage language)
    {
        var target = language.Target(query);
        target["refId"] = RefId(index);
        target["datasource"] = Source();
        return target;
    }

    private static string RefId(int index) => ((char)('A' + index)).ToString();

    private static JsonObject Defaults(Panel panel)
    {
        var defaults = new JsonObject { ["unit"] = panel.Unit };
        if (panel.Kind == PanelKinds.Number)
        {
            defaults["noValue"] = "–";
        }

        if (panel.Kind == PanelKinds.Lines)
        {
            defaults["custom"] = panel.IsBars
                ? new JsonObject
                {
                    ["drawStyle"] = "bars",
                    ["fillOpacity"] = 80,
                    ["stacking"] = new JsonObject { ["mode"] = "normal", ["group"] = "A" },
                }
                : new JsonObject { ["drawStyle"] = "line", ["lineWidth"] = 1, ["showPoints"] = "auto", ["spanNulls"] = true };
        }

        if (panel.Colors.Count > 0)
        {
            defaults["color"] = new JsonObject { ["mode"] = "thresholds" };
            defaults["thresholds"] = new JsonObject
            {
                ["mode"] = "absolute",
                ["steps"] = new JsonArray(
                    [.. panel.Colors.Select(step => new JsonObject { ["color"] = step.Color, ["value"] = step.From })]),
            };
        }

        if (panel.Words.Count > 0)
        {
            defaults["mappings"] = new JsonArray(new JsonObject
            {
                ["type"] = "value",
                ["options"] = new JsonObject(panel.Words.Select((word, index) => KeyValuePair.Create(
                    word.Value.ToString(CultureInfo.InvariantCulture),
                    (JsonNode?)new JsonObject { ["text"] = word.Text, ["color"] = word.Color, ["index"] = index }))),
            });
        }

        return defaults;
    }

    /// <summary>The names of lines and numbers; a table has the names of its columns.</summary>
    private static IEnumerable<JsonNode> Overrides(Panel panel) => panel.Kind == PanelKinds.Table
        ? []
        : panel.Queries.Select((query, index) => new JsonObject
        {
            ["matcher"] = new JsonObject { ["id"] = "byFrameRefID", ["options"] = RefId(index) },
            ["properties"] = new JsonArray(new JsonObject { ["id"] = "displayName", ["value"] = query.Legend(panel.Queries.Count == 1) }),
        });

    private static JsonObject Options(Panel panel) => panel.Kind switch
    {
        PanelKinds.Number => new JsonObject
        {
            ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray("lastNotNull"), ["fields"] = "", ["values"] = false },
            ["colorMode"] = panel.Colors.Count > 0 ? "value" : "none",
            ["graphMode"] = "none",
            ["textMode"] = panel.Queries.Count > 1 || panel.Queries[0].Tags.Count > 0 ? "value_and_name" : "value",
        },
        PanelKinds.Table => new JsonObject { ["showHeader"] = true, ["cellHeight"] = "sm" },
        PanelKinds.States => new JsonObject { ["mergeValues"] = true, ["showValue"] = "never", ["rowHeight"] = 0.8 },
        _ => new JsonObject
        {
            ["legend"] = new JsonObject { ["displayMode"] = "list", ["placement"] = "bottom", ["showLegend"] = true },
            ["tooltip"] = new JsonObject { ["mode"] = "multi", ["sort"] = "desc" },
        },
    };

    /// <summary>The time of a total is that of the range, and means nothing.</summary>
    private static IEnumerable<JsonNode> Transformations(Panel panel)
    {
        if (panel is not { Kind: PanelKinds.Table, Queries: [{ Shape: Shape.Total } query] })
        {
            yield break;
        }

        yield return new JsonObject
        {
            ["id"] = "organize",
            ["options"] = new JsonObject { ["excludeByName"] = new JsonObject { ["Time"] = true, ["time"] = true } },
        };
        yield return new JsonObject
        {
            ["id"] = "sortBy",
            ["options"] = new JsonObject { ["sort"] = new JsonArray(new JsonObject { ["field"] = query.Name, ["desc"] = true }) },
        };
    }
}
