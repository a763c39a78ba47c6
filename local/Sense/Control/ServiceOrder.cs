using Butler.Local.Sense.Hosts;

namespace Butler.Local.Sense.Control;

/// <summary>The body of <c>PATCH /simulator/services</c>; missing values do not change.</summary>
internal sealed record ServiceOrder
{
    /// <summary>The host's name.</summary>
    public required string Host { get; init; }

    /// <summary>Windows's error code when the host is asked, such as 1722; 0: it answers again.</summary>
    public int? Error { get; init; }

    /// <summary>The service's name; absent: only the host is changed.</summary>
    public string? Service { get; init; }

    public HostedState? State { get; init; }

    /// <summary>The start type; <c>automaticDelayed</c> is in Windows an automatic one with a flag.</summary>
    public HostedStart? StartType { get; init; }

    /// <summary>Whether the service is taken away; false puts it back.</summary>
    public bool? Vanished { get; init; }

    /// <summary>Changes the host.</summary>
    /// <returns>The changed host; null when it has no such service.</returns>
    public SenseHost? Apply(SenseHost host)
    {
        host = host with { Error = Error ?? host.Error };
        if (Service is null)
        {
            return host;
        }

        if (Named(host) is null && Vanished == false && Named(SenseHost.Create(host.Name)) is { } back)
        {
            host = host with { Services = [.. host.Services, back] };
        }

        return Named(host) is not { } old ? null : host with
        {
            Services = [.. host.Services.Where(each => each != old || Vanished != true).Select(each => each == old ? Changed(old) : each)],
        };
    }

    private HostedService? Named(SenseHost host) =>
        host.Services.FirstOrDefault(each => each.Name.Equals(Service, StringComparison.OrdinalIgnoreCase));

    private HostedService Changed(HostedService old) => old with
    {
        State = State ?? old.State,
        StartType = StartType switch
        {
            null => old.StartType,
            HostedStart.AutomaticDelayed => "Automatic (delayed start)",
            var other => other.Value.ToString(),
        },
    };
}

/// <summary>The start types that a simulated service may have.</summary>
internal enum HostedStart
{
    Automatic,
    AutomaticDelayed,
    Manual,
    Disabled,
}
