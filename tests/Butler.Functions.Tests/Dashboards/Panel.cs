namespace Butler.Functions.Tests.Dashboards;

/// <summary>A kind of panel, by Grafana's name.</summary>
internal static class PanelKinds
{
    public const string Lines = "timeseries";
    public const string Number = "stat";
    public const string Table = "table";
    public const string States = "state-timeline";
}

/// <summary>A panel of a dashboard.</summary>
/// <param name="Kind">One of <see cref="PanelKinds"/>.</param>
/// <param name="Title">Its title.</param>
/// <param name="Queries">What it asks.</param>
internal sealed record Panel(string Kind, string Title, params IReadOnlyList<PanelQuery> Queries)
{
    /// <summary>Its width; a row has 24.</summary>
    public int Width { get; init; } = 12;

    public int Height => Kind == PanelKinds.Number ? 4 : 8;

    /// <summary>Grafana's name of the unit.</summary>
    public string Unit { get; init; } = "short";

    /// <summary>Whether lines are bars.</summary>
    public bool IsBars { get; init; }

    /// <summary>The colors from a value on, the first from the beginning; empty: no colors.</summary>
    public IReadOnlyList<(double? From, string Color)> Colors { get; init; } = [];

    /// <summary>The words for values, with their colors.</summary>
    public IReadOnlyList<(double Value, string Text, string Color)> Words { get; init; } = [];
}

/// <summary>A dashboard.</summary>
/// <param name="Name">Its name in file names.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Panels">Its panels, from the top left.</param>
internal sealed record Dashboard(string Name, string Title, string Description, params IReadOnlyList<Panel> Panels);
