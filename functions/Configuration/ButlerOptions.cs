using Butler.Core.Events;
namespace Butler.Functions.Configuration;

/// <summary>What <c>butler.yaml</c> says.</summary>
internal sealed record ButlerOptions
{
    /// <summary>The name of <see cref="DefaultRoute"/>, which no other route may have.</summary>
    public const string DefaultRouteName = "butler-default";

    public IReadOnlyDictionary<string, SiteOptions> Sites { get; init; } = new Dictionary<string, SiteOptions>();

    public IReadOnlyList<LinkOptions> Links { get; init; } = [];

    public IReadOnlyDictionary<string, ChannelOptions> Channels { get; init; } = new Dictionary<string, ChannelOptions>();

    public IReadOnlyList<RouteOptions> Routes { get; init; } = [];

    /// <summary>Events received longer ago than this are summed up, not sent one by one.</summary>
    public TimeSpan MaxEventAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The channel of events about this system itself, and of datagrams that could not be understood, that no route takes; null for none.</summary>
    public string? DefaultChannel { get; init; }

    /// <summary>How long nothing is heard of a relay before it counts as offline.</summary>
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>When the daily digest is made, in each site's zone; null for none.</summary>
    public TimeOnly? DigestAt { get; init; }

    /// <summary>How long rows are kept, and so for how long an event is known as a duplicate.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The site of a name; one that is not configured has defaults only.</summary>
    public SiteOptions Site(string? name) =>
        name is not null && Sites.TryGetValue(name, out var site) ? site : Sites.Values.FirstOrDefault() ?? new SiteOptions();

    /// <summary>
    /// The route of events about this system itself, and of datagrams that could not be understood, that no other route takes: at most one an hour
    /// for each type and subject or sender. Null where there is no default channel.
    /// </summary>
    public RouteOptions? DefaultRoute => DefaultChannel is null ? null : new RouteOptions
    {
        Name = DefaultRouteName,
        On = ["butler.*", EventTypes.Unparsed],
        Throttle = new ThrottleOptions { Every = TimeSpan.FromHours(1), Per = ["sender"] },
        Send = [new RouteSendOptions { Channel = DefaultChannel, Options = Channels.GetValueOrDefault(DefaultChannel) }],
    };

    /// <summary>The route of a name, or null when it has been removed.</summary>
    public RouteOptions? Route(string name) => Routes.FirstOrDefault(r => r.Name == name) ?? (name == DefaultRouteName ? DefaultRoute : null);

    /// <summary>What a route sends to a channel, its overrides put in; the channel itself where the route is gone; null when the channel is.</summary>
    /// <param name="route">The route's name.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="escalated">Whether it is what the route sends when nobody reacts.</param>
    public ChannelOptions? Sent(string route, string channel, bool escalated)
    {
        var found = Route(route);
        var sends = escalated ? found?.Escalate?.Send : found?.Send;
        return sends?.FirstOrDefault(s => s.Channel == channel)?.Options ?? Channels.GetValueOrDefault(channel);
    }
}

/// <summary>A Sense cluster: where its pages are, and in whose time people read.</summary>
internal sealed record SiteOptions
{
    public Uri? QmcUrl { get; init; }

    public Uri? HubUrl { get; init; }

    public Uri? AppBaseUrl { get; init; }

    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    public string Locale { get; init; } = "en-GB";
}

/// <summary>A link shown with every alert.</summary>
internal sealed record LinkOptions
{
    public string Id { get; init; } = "";

    public string Text { get; init; } = "";

    public Uri? Url { get; init; }

    public string? Comment { get; init; }
}

/// <summary>Which events go to which channels.</summary>
internal sealed record RouteOptions
{
    public string Name { get; init; } = "";

    /// <summary>Patterns of event types; <c>*</c> stands for any run of characters, dots included.</summary>
    public IReadOnlyList<string> On { get; init; } = [];

    public WhereOptions? Where { get; init; }

    public ThrottleOptions? Throttle { get; init; }

    /// <summary>When it is recorded, but not sent.</summary>
    public IReadOnlyList<MuteOptions> Mute { get; init; } = [];

    public GroupOptions? Group { get; init; }

    public EscalateOptions? Escalate { get; init; }

    /// <summary>Whether the next success is told too.</summary>
    public bool Resolve { get; init; }

    public IReadOnlyList<RouteSendOptions> Send { get; init; } = [];
}

/// <summary>A time of the week at which nothing is sent.</summary>
internal sealed record MuteOptions
{
    /// <summary>The days on which it begins; empty for every day.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    public TimeOnly From { get; init; }

    /// <summary>When it ends, of the next day where it is not after <see cref="From"/>.</summary>
    public TimeOnly To { get; init; }

    /// <summary>The zone of both; null for the site's.</summary>
    public TimeZoneInfo? TimeZone { get; init; }
}

/// <summary>One alert for what happens within a while.</summary>
internal sealed record GroupOptions
{
    /// <summary>How long after the first event the alert goes out.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>What a group has in common: <c>task</c>, <c>app</c>, <c>stream</c>, <c>owner</c>, <c>host</c>, <c>site</c>, <c>type</c>; empty for all that meet the route.</summary>
    public IReadOnlyList<string> By { get; init; } = [];
}

/// <summary>Whom to tell when neither a success nor an acknowledgement comes in time.</summary>
internal sealed record EscalateOptions
{
    public TimeSpan After { get; init; }

    public IReadOnlyList<RouteSendOptions> Send { get; init; } = [];
}

/// <summary>Conditions that must all hold; a list means any of its members.</summary>
internal sealed record WhereOptions
{
    public IReadOnlyList<string> TaskTags { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> TaskCustomProperties { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<string> AppTags { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> AppCustomProperties { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<string> Apps { get; init; } = [];

    public IReadOnlyList<string> Tasks { get; init; } = [];

    public IReadOnlyList<string> Owners { get; init; } = [];

    public IReadOnlyList<string> Streams { get; init; } = [];

    public IReadOnlyList<string> Hosts { get; init; } = [];

    public IReadOnlyList<string> Sites { get; init; } = [];

    public IReadOnlyList<string> Environments { get; init; } = [];

    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Names of Windows services: the service's own, the one that Windows shows, or the one in the relay's file.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Names or ids of Qlik Cloud spaces.</summary>
    public IReadOnlyList<string> Spaces { get; init; } = [];

    public WhereOptions? Not { get; init; }
}

/// <summary>At most one alert in a while; what is held back is counted in the next.</summary>
internal sealed record ThrottleOptions
{
    public TimeSpan Every { get; init; }

    /// <summary>What the count is kept by: <c>task</c>, <c>app</c>, <c>channel</c>, <c>recipient</c>, <c>service</c>; the event type always counts.</summary>
    public IReadOnlyList<string> Per { get; init; } = [];
}

/// <summary>One channel that a route sends to.</summary>
internal sealed record RouteSendOptions
{
    public string Channel { get; init; } = "";

    public ThrottleOptions? Throttle { get; init; }

    /// <summary>The channel with what is overridden here; null only where the channel is itself faulty.</summary>
    public ChannelOptions? Options { get; init; }
}
