namespace Butler.Functions.Tests.Dashboards;

/// <summary>Queries and panels that several dashboards have.</summary>
internal static class Queries
{
    public static readonly (double? From, string Color)[] Red = [(null, "green"), (1, "red")];
    public static readonly (double? From, string Color)[] Orange = [(null, "green"), (1, "orange")];
    public static readonly (double? From, string Color)[] Green = [(null, "green")];

    /// <summary>How many points there are; each run of a task has one.</summary>
    public static PanelQuery Count(string name, string measurement, string field = "execution_id") =>
        new(name, measurement) { Fields = [field], Shape = Shape.Total };

    public static PanelQuery CountOverTime(string name, string measurement, string field = "execution_id") =>
        new(name, measurement) { Fields = [field] };

    public static PanelQuery Rows(string measurement, IReadOnlyList<string> tags, IReadOnlyList<string> fields) =>
        new("Rows", measurement) { Fields = fields, Tags = tags, Shape = Shape.Rows };

    public static PanelQuery Last(string name, string measurement, string field, params IReadOnlyList<string> tags) =>
        new(name, measurement) { Fields = [field], Tags = tags, Fold = Fold.Last };

    public static PanelQuery Increase(string name, string measurement, string field, params IReadOnlyList<string> tags) =>
        new(name, measurement) { Fields = [field], Tags = tags, Fold = Fold.Increase };

    public static Panel Number(string title, PanelQuery query, IReadOnlyList<(double? From, string Color)> colors) =>
        new(PanelKinds.Number, title, query) { Width = 6, Colors = colors };

    public static Panel Lines(string title, params IReadOnlyList<PanelQuery> queries) => new(PanelKinds.Lines, title, queries);

    /// <param name="title">The title.</param>
    /// <param name="unit">Grafana's name of the unit.</param>
    /// <param name="queries">A line for each.</param>
    public static Panel Lines(string title, string unit, params IReadOnlyList<PanelQuery> queries) =>
        Lines(title, queries) with { Unit = unit };

    public static Panel Bars(string title, params IReadOnlyList<PanelQuery> queries) => Lines(title, queries) with { IsBars = true };

    public static Panel Bars(string title, string unit, params IReadOnlyList<PanelQuery> queries) =>
        Bars(title, queries) with { Unit = unit };

    public static Panel Table(string title, PanelQuery query) => new(PanelKinds.Table, title, query);

    public static Panel Table(string title, string unit, PanelQuery query) => Table(title, query) with { Unit = unit };
}
