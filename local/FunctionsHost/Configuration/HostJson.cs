namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>The supported settings of host.json, with the real host's defaults.</summary>
internal sealed record HostJson
{
    public required string ExecutablePath { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Relative to the app root.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The time limit for the handler's first answer.</summary>
    public TimeSpan InitializationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>With forwarding on, the real host does not follow a redirect in the answer to a trigger payload.</summary>
    public bool EnableForwarding { get; init; }

    public string RoutePrefix { get; init; } = "api";

    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Invocations at a time, for each Service Bus function.</summary>
    public int MaxConcurrentCalls { get; init; } = 16 * Environment.ProcessorCount;

    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> for no end.</summary>
    public TimeSpan MaxAutoLockRenewal { get; init; } = TimeSpan.FromMinutes(5);
}
