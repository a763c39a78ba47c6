namespace Butler.Functions.Channels.Influx;

/// <summary>A point of a measurement.</summary>
internal sealed class Point(string measurement)
{
    public string Measurement { get; } = measurement;

    /// <summary>When, in nanoseconds since 1970 UTC.</summary>
    public long Nanoseconds { get; set; }

    /// <summary>The tags by name.</summary>
    public Dictionary<string, string> Tags { get; } = [];

    /// <summary>The fields in their order: a text, a finite number or a boolean each.</summary>
    public List<KeyValuePair<string, object>> Fields { get; } = [];

    /// <summary>Sets a tag, in place of an earlier one of that name; one without a value is left out.</summary>
    public Point Tag(string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            Tags[name] = value;
        }

        return this;
    }

    /// <summary>Adds a text, unless it is null.</summary>
    public Point Field(string name, string? value) => Add(name, value);

    /// <summary>Adds a number, unless it is null.</summary>
    public Point Field(string name, double? value) => Add(name, value is { } number && double.IsFinite(number) ? number : null);

    /// <summary>Adds a boolean, unless it is null.</summary>
    public Point Field(string name, bool? value) => Add(name, value);

    private Point Add(string name, object? value)
    {
        if (value is not null)
        {
            Fields.Add(new(name, value));
        }

        return this;
    }
}
