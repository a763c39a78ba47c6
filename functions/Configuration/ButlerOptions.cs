using Butler.Core.Events;
using Butler.Core.SelfReports;

namespace Butler.Functions.Configuration;

/// <summary>The content of <c>butler.yaml</c>.</summary>
internal sealed record ButlerOptions
{
    /// <summary>The name of <see cref="DefaultRoute"/>; other routes must not use it.</summary>
    public const string DefaultRouteName = "butler-default";

    /// <summary>The route of messages that callers of the HTTP API have written; other routes must not use the name.</summary>
    public const string MessagesRouteName = "butler-messages";

    public IReadOnlyDictionary<string, SiteOptions> Sites { get; init; } = new Dictionary<string, SiteOptions>();

    public IReadOnlyList<LinkOptions> Links { get; init; } = [];

    public IReadOnlyDictionary<string, ChannelOptions> Channels { get; init; } = new Dictionary<string, ChannelOptions>();

    public IReadOnlyList<RouteOptions> Routes { get; init; } = [];

    /// <summary>The maximum age of events; older ones are summarized.</summary>
    public TimeSpan MaxEventAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The channel for events about this system and for unparsed datagrams that match no route; null for none.</summary>
    public string? DefaultChannel { get; init; }

    /// <summary>The time without a heartbeat after which a relay is offline.</summary>
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromMinutes(4);

    public HttpApiOptions Api { get; init; } = new();

    public CloudOptions Cloud { get; init; } = new();

    public IReadOnlyList<ScheduleOptions> Schedules { get; init; } = [];

    /// <summary>The time of the daily digest, in each site's zone; null for none.</summary>
    public TimeOnly? DigestAt { get; init; }

    /// <summary>How long rows are kept, and therefore how long duplicates of an event are recognized.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What the function app reports of itself.</summary>
    public SelfOptions Self { get; init; } = new();

    /// <summary>How long whole script logs are kept; null when they are not kept.</summary>
    public KeptScriptLogOptions? ScriptLogs { get; init; }

    /// <summary>The name of the default site.</summary>
    public string DefaultSite => Sites.Keys.FirstOrDefault() ?? "default";

    /// <summary>The site of a name; an unconfigured site has default values.</summary>
    public SiteOptions Site(string? name) =>
        name is not null && Sites.TryGetValue(name, out var site) ? site : Sites.Values.FirstOrDefault() ?? new SiteOptions();

    /// <summary>
    /// The route for events about this system and for unparsed datagrams that match no other route: at most one alert an hour for each type
    /// and subject or sender. Null without a default channel.
    /// </summary>
    public RouteOptions? DefaultRoute => DefaultChannel is null ? null : new RouteOptions
    {
        Name = DefaultRouteName,
        On = ["butler.*", EventTypes.Unparsed],
        Throttle = new ThrottleOptions { Every = TimeSpan.FromHours(1), Per = ["sender"] },
        Send = [new RouteSendOptions { Channel = DefaultChannel, Options = Channels.GetValueOrDefault(DefaultChannel) }],
    };

    /// <summary>The links of an event: those of its tenant, and the common ones.</summary>
    public IReadOnlyList<LinkOptions> LinksOf(CloudEvent @event) =>
        @event.Tenant is { } name && Cloud.Tenant(name) is { Links: { Count: > 0 } own } ? [.. own, .. Links] : Links;

    /// <summary>The route of a name; null when it has been removed.</summary>
    public RouteOptions? Route(string name) =>
        Routes.FirstOrDefault(r => r.Name == name) ?? (name == DefaultRouteName ? DefaultRoute : null);

    /// <summary>
    /// The options of a channel with a route's overrides; without them when the route has been removed; null when the channel has been
    /// removed.
    /// </summary>
    /// <param name="route">The route's name.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="escalated">Whether the send belongs to the route's escalation.</param>
    public ChannelOptions? Sent(string route, string channel, bool escalated)
    {
        var found = Route(route);
        var sends = escalated ? found?.Escalate?.Send : found?.Send;
        return sends?.FirstOrDefault(s => s.Channel == channel)?.Options ?? Channels.GetValueOrDefault(channel);
    }
}

/// <summary>A Sense cluster: the addresses of its pages, its time zone and its locale.</summary>
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

/// <summary>A route: which events go to which channels.</summary>
internal sealed record RouteOptions
{
    public string Name { get; init; } = "";

    /// <summary>Patterns of event types; <c>*</c> matches any characters, including dots.</summary>
    public IReadOnlyList<string> On { get; init; } = [];

    public WhereOptions? Where { get; init; }

    public ThrottleOptions? Throttle { get; init; }

    /// <summary>The times at which events are recorded, but not sent.</summary>
    public IReadOnlyList<MuteOptions> Mute { get; init; } = [];

    public GroupOptions? Group { get; init; }

    public EscalateOptions? Escalate { get; init; }

    /// <summary>Whether to send an alert for the next success too.</summary>
    public bool Resolve { get; init; }

    public IReadOnlyList<RouteSendOptions> Send { get; init; } = [];
}

/// <summary>A period of the week without alerts.</summary>
internal sealed record MuteOptions
{
    /// <summary>The days on which the period begins; empty for every day.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    public TimeOnly From { get; init; }

    /// <summary>When the period ends; on the next day if this is not after <see cref="From"/>.</summary>
    public TimeOnly To { get; init; }

    /// <summary>The time zone of both; null for that of the site.</summary>
    public TimeZoneInfo? TimeZone { get; init; }
}

/// <summary>Combines the events of a period in one alert.</summary>
internal sealed record GroupOptions
{
    /// <summary>The time from the first event to the alert.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>
    /// The common properties of a group: <c>task</c>, <c>app</c>, <c>stream</c>, <c>owner</c>, <c>host</c>, <c>site</c>, <c>type</c>; empty
    /// for all events of the route.
    /// </summary>
    public IReadOnlyList<string> By { get; init; } = [];
}

/// <summary>Whom to notify when neither a success nor an acknowledgement comes in time.</summary>
internal sealed record EscalateOptions
{
    public TimeSpan After { get; init; }

    public IReadOnlyList<RouteSendOptions> Send { get; init; } = [];
}

/// <summary>Conditions that must all hold; a list matches any of its members.</summary>
internal sealed record WhereOptions
{
    public IReadOnlyList<string> TaskTags { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> TaskCustomProperties { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<string> AppTags { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> AppCustomProperties { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

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

/// <summary>Limits a route to one alert in a period; the next alert counts the events held back.</summary>
internal sealed record ThrottleOptions
{
    public TimeSpan Every { get; init; }

    /// <summary>
    /// The properties that are throttled separately: <c>task</c>, <c>app</c>, <c>channel</c>, <c>recipient</c>, <c>service</c>; the event
    /// type is always one of them.
    /// </summary>
    public IReadOnlyList<string> Per { get; init; } = [];
}

/// <summary>One channel that a route sends to.</summary>
internal sealed record RouteSendOptions
{
    public string Channel { get; init; } = "";

    public ThrottleOptions? Throttle { get; init; }

    /// <summary>The channel with the overrides of this send; null only when the channel is faulty.</summary>
    public ChannelOptions? Options { get; init; }
}
