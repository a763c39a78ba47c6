namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>What host.json says, as far as this host follows it; the defaults are the real host's.</summary>
internal sealed record HostJson
{
    public required string ExecutablePath { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Relative to the app root.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>How long the handler may take until it first answers.</summary>
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
