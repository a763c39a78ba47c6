using System.Text.Json.Nodes;

namespace Butler.Functions.Tests.Dashboards;

/// <summary>
/// Flux, for InfluxDB 2. Grafana gives a query the record <c>v</c> with the time range, the interval and the bucket of the data source.
/// Source: https://grafana.com/docs/grafana/latest/datasources/influxdb/query-editor/
/// </summary>
internal sealed class FluxLanguage : IQueryLanguage
{
    public string Name => "Flux";

    public string Versions => "InfluxDB 2";

    public string Text(PanelQuery query)
    {
        var fields = string.Join(" or ", query.Fields.Select(field => $"r._field == \"{field}\""));
        return string.Join("\n  |> ", (string[])
        [
            "from(bucket: v.defaultBucket)",
            "range(start: v.timeRangeStart, stop: v.timeRangeStop)",
            $"filter(fn: (r) => r._measurement == \"{query.Measurement}\")",
            $"filter(fn: (r) => {fields})",
            .. query.Where is var (tag, value) ? (string[])[$"filter(fn: (r) => {Condition(tag, value)})"] : [],
            .. query.Shape switch
            {
                Shape.OverTime => OverTime(query),
                Shape.Total => Total(query),
                _ => Rows(query),
            },
        ]);
    }

    public JsonObject Target(PanelQuery query) => new() { ["query"] = Text(query) };

    /// <summary>The group must be in order of time where the order counts: it may come from several series.</summary>
    private static IEnumerable<string> OverTime(PanelQuery query) =>
    [
        Group(query),
        .. query.Fold is Fold.Last or Fold.Increase ? (string[])["sort(columns: [\"_time\"])"] : [],
        $"aggregateWindow(every: v.windowPeriod, fn: {Function(query.Fold)}, createEmpty: false)",
        .. query.Fold is Fold.Increase ? (string[])["difference(nonNegative: true)"] : [],
    ];

    /// <summary>An increase is that of each group; the total is their sum.</summary>
    private static IEnumerable<string> Total(PanelQuery query) =>
    [
        Group(query),
        .. query.Fold is Fold.Last or Fold.Increase ? (string[])["sort(columns: [\"_time\"])"] : [],
        .. query.Fold is Fold.Increase ? (string[])["difference(nonNegative: true)", "group()", "sum()"] : [$"{Function(query.Fold)}()"],
        "group()",
        $"keep(columns: [{Quoted([.. query.Fold is Fold.Increase ? [] : query.Tags, "_value"])}])",
        $"rename(columns: {{_value: \"{query.Name}\"}})",
        $"sort(columns: [\"{query.Name}\"], desc: true)",
    ];

    private static IEnumerable<string> Rows(PanelQuery query) =>
    [
        "pivot(rowKey: [\"_time\"], columnKey: [\"_field\"], valueColumn: \"_value\")",
        "group()",
        "sort(columns: [\"_time\"], desc: true)",
        "limit(n: 100)",
        $"keep(columns: [{Quoted(["_time", .. query.Tags, .. query.Fields])}])",
    ];

    private static string Condition(string tag, string? value) => value is null ? $"exists r.{tag}" : $"r.{tag} == \"{value}\"";

    private static string Group(PanelQuery query) => query.Tags.Count == 0 ? "group()" : $"group(columns: [{Quoted(query.Tags)}])";

    private static string Function(Fold fold) => fold is Fold.Increase ? "last" : fold.ToString().ToLowerInvariant();

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));
}
