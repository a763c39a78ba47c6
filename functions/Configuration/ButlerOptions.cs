namespace Butler.Functions.Configuration;

/// <summary>What <c>butler.yaml</c> says.</summary>
internal sealed record ButlerOptions
{
    public IReadOnlyDictionary<string, SiteOptions> Sites { get; init; } = new Dictionary<string, SiteOptions>();

    public IReadOnlyList<LinkOptions> Links { get; init; } = [];

    public IReadOnlyDictionary<string, ChannelOptions> Channels { get; init; } = new Dictionary<string, ChannelOptions>();

    public IReadOnlyList<RouteOptions> Routes { get; init; } = [];

    /// <summary>Events received longer ago than this are summed up, not sent one by one.</summary>
    public TimeSpan MaxEventAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long rows are kept, and so for how long an event is known as a duplicate.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The site of a name; one that is not configured has defaults only.</summary>
    public SiteOptions Site(string? name) =>
        name is not null && Sites.TryGetValue(name, out var site) ? site : Sites.Values.FirstOrDefault() ?? new SiteOptions();

    /// <summary>The route of a name, or null when it has been removed.</summary>
    public RouteOptions? Route(string name) => Routes.FirstOrDefault(r => r.Name == name);
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

    public IReadOnlyList<SendOptions> Send { get; init; } = [];
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
internal sealed record SendOptions
{
    public string Channel { get; init; } = "";

    public ThrottleOptions? Throttle { get; init; }
}
