using Butler.Core.Configuration;

namespace Butler.Core.SelfReports;

/// <summary>The section <c>self</c>: what a program reports of itself. Each report is off when its key is absent.</summary>
public sealed record SelfOptions
{
    /// <summary>The event <c>butler.metrics</c>; null: off.</summary>
    public SelfMetricsOptions? Metrics { get; init; }

    /// <summary>The calls of a service that alerts when they stop; null: off.</summary>
    public PingOptions? Heartbeat { get; init; }
}

/// <summary>The event <c>butler.metrics</c>.</summary>
public sealed record SelfMetricsOptions
{
    /// <summary>The interval, from 10 s to one day.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>The calls of a service that alerts when they stop, such as healthchecks.io.</summary>
public sealed record PingOptions
{
    /// <summary>Secret: the address, whose path or query holds a token.</summary>
    [Secret]
    public required Uri Url { get; init; }

    /// <summary>GET, or POST with a short text.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The interval, from 10 s (a minute in the function app) to one hour.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Shows no members, because the address is secret.</summary>
    public override string ToString() => nameof(PingOptions);
}
