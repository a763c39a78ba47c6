namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>The supported settings of host.json, with the real host's defaults.</summary>
internal sealed record HostJson
{
    public string RoutePrefix { get; init; } = "api";

    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Invocations at a time, for each Service Bus function.</summary>
    public int MaxConcurrentCalls { get; init; } = 16 * Environment.ProcessorCount;

    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> for no end.</summary>
    public TimeSpan MaxAutoLockRenewal { get; init; } = TimeSpan.FromMinutes(5);
}
