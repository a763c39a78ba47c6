namespace Butler.Functions.Tests.Dashboards;

/// <summary>How the values of a field become one.</summary>
internal enum Fold
{
    Count,
    Sum,
    Mean,
    Max,
    Last,

    /// <summary>What a counter grew by; a counter that began anew grew by nothing.</summary>
    Increase,
}

/// <summary>The form of a query's answer.</summary>
internal enum Shape
{
    /// <summary>A line for each group, with a value for each interval.</summary>
    OverTime,

    /// <summary>One value for each group over the whole time.</summary>
    Total,

    /// <summary>The newest points, with some of their fields and tags.</summary>
    Rows,
}

/// <summary>A question to the measurements, without a language.</summary>
/// <param name="Name">What is asked for; the name of its line or column.</param>
/// <param name="Measurement">The measurement.</param>
internal sealed record PanelQuery(string Name, string Measurement)
{
    /// <summary>The fields; several only for rows.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>The tags to group by, and in rows those to show.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The tag that must have a value, or any value where it is null; null: all points.</summary>
    public (string Tag, string? Value)? Where { get; init; }

    public Fold Fold { get; init; }

    public Shape Shape { get; init; }

    /// <summary>What a line is called in a legend, beside lines of other queries or alone.</summary>
    public string Legend(bool isAlone) =>
        string.Join(' ', [.. isAlone && Tags.Count > 0 ? (string[])[] : [Name], .. Tags.Select(tag => $"${{__field.labels.{tag}}}")]);
}
