using System.Text.Json.Nodes;

namespace Butler.Functions.Tests.Dashboards;

/// <summary>InfluxQL, for InfluxDB 1. Grafana replaces <c>$timeFilter</c> and <c>$__interval</c>.</summary>
internal sealed class InfluxQlLanguage : IQueryLanguage
{
    public string Name => "InfluxQL";

    public string Versions => "InfluxDB 1";

    public string Text(PanelQuery query)
    {
        if (query is { Fold: Fold.Increase, Shape: Shape.Total })
        {
            return $"SELECT SUM(\"grown\") AS \"{query.Name}\" FROM (SELECT NON_NEGATIVE_DIFFERENCE(\"{query.Fields[0]}\") AS \"grown\" "
                + $"FROM \"{query.Measurement}\" WHERE $timeFilter GROUP BY {Quoted(query.Tags)})";
        }

        var what = query switch
        {
            { Shape: Shape.Rows } => Quoted([.. query.Tags, .. query.Fields]),
            { Shape: Shape.Total } => $"{Folded(query)} AS \"{query.Name}\"",
            _ => Folded(query),
        };
        var end = query switch
        {
            { Shape: Shape.Rows } => " ORDER BY time DESC LIMIT 100",
            { Shape: Shape.OverTime } => $" GROUP BY {string.Join(", ", (string[])["time($__interval)", .. Names(query.Tags)])} fill(none)",
            { Tags: [] } => "",
            _ => $" GROUP BY {Quoted(query.Tags)}",
        };
        var where = query.Where is var (tag, value) ? $" AND \"{tag}\" {(value is null ? "!= ''" : $"= '{value}'")}" : "";
        return $"SELECT {what} FROM \"{query.Measurement}\" WHERE $timeFilter{where}{end}";
    }

    public JsonObject Target(PanelQuery query) => new()
    {
        ["query"] = Text(query),
        ["rawQuery"] = true,
        ["resultFormat"] = query.Shape is Shape.Rows || (query.Shape is Shape.Total && query.Tags.Count > 0) ? "table" : "time_series",
    };

    private static string Folded(PanelQuery query) => query.Fold is Fold.Increase
        ? $"NON_NEGATIVE_DIFFERENCE(LAST(\"{query.Fields[0]}\"))"
        : $"{query.Fold.ToString().ToUpperInvariant()}(\"{query.Fields[0]}\")";

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", Names(names));

    private static IEnumerable<string> Names(IEnumerable<string> names) => names.Select(name => $"\"{name}\"");
}
