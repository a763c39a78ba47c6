namespace Butler.RelayAgent.Monitors.Services;

/// <summary>The monitor of Windows services.</summary>
internal sealed record ServiceMonitorOptions
{
    /// <summary>The interval between two looks at a host, 1 s to 1 h.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The interval between two status events of a service; null: none are raised.</summary>
    public TimeSpan? Status { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a host may take to answer a look.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The hosts.</summary>
    public IReadOnlyList<WatchedHost> Hosts { get; init; } = [new(null, null)];

    /// <summary>
    /// The address of simulated hosts, which are asked in the place of Windows. Only <c>butler up</c> sets it; the configuration has no key
    /// for it.
    /// </summary>
    public Uri? Simulated { get; init; }

    /// <summary>Shows no members, because an address may hold a secret.</summary>
    public override string ToString() => nameof(ServiceMonitorOptions);
}

/// <summary>A host whose services are watched.</summary>
/// <param name="Host">The host; null: this machine.</param>
/// <param name="Services">The services; null: those of Sense that are not disabled.</param>
internal sealed record WatchedHost(string? Host, IReadOnlyList<WatchedService>? Services);

/// <summary>A service that is watched.</summary>
/// <param name="Name">Its name in Windows, in any case.</param>
/// <param name="FriendlyName">The name for people; null when there is none.</param>
internal sealed record WatchedService(string Name, string? FriendlyName);
