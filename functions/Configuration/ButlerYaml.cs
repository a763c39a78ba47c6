using System.Globalization;
using Butler.Core.Configuration;
using Butler.Core.Text;
using Butler.Functions.Alerting;

namespace Butler.Functions.Configuration;

/// <summary>How <c>butler.yaml</c> is read and described.</summary>
internal static class ButlerYaml
{
    private static readonly YamlType<string> Locale = Yaml.Text.Then((string name, out string locale) =>
    {
        locale = name;
        return CultureInfo.GetCultures(CultureTypes.AllCultures).Any(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ? null
            : $"is no locale that is known here, expected one such as en-GB or sv-SE";
    });

    private static readonly YamlType<SiteOptions> Site = Yaml.Object(keys => new SiteOptions
    {
        QmcUrl = keys.Optional("qmcUrl", Yaml.Url(), "The address of the management console."),
        HubUrl = keys.Optional("hubUrl", Yaml.Url(), "The address of the hub."),
        AppBaseUrl = keys.Optional("appBaseUrl", Yaml.Url(), "What an app's id is put behind to open it."),
        TimeZone = keys.Optional("timeZone", Yaml.TimeZone, TimeZoneInfo.Utc, "The zone that times are shown in."),
        Locale = keys.Optional("locale", Locale, "en-GB", "The locale that dates and numbers are shown in."),
    });

    private static readonly YamlType<LinkOptions> Link = Yaml.Object(keys => new LinkOptions
    {
        Id = keys.Required("id", Yaml.Text, "A short name for templates."),
        Text = keys.Required("text", Yaml.Text, "The text of the link."),
        Url = keys.Required("url", Yaml.Url(), "Where it goes."),
        Comment = keys.Optional("comment", Yaml.Text, "What it is for."),
    });

    private static readonly YamlType<ThrottleOptions> Throttle = Yaml.Object(keys => new ThrottleOptions
    {
        Every = keys.Required("every", Yaml.Duration, "At most one alert in this time."),
        Per = keys.Optional(
            "per",
            Yaml.OneOrMore(Yaml.OneOf("task", "app", "channel", "recipient", "service")),
            [],
            "What the count is kept by, besides the event type."),
    });

    private static readonly YamlType<string> EventPattern = Yaml.Text.Then((string pattern, out string result) =>
    {
        result = pattern;
        return EventPatterns.CanMatch(pattern)
            ? null
            : $"matches no type of event (known: {string.Join(", ", EventPatterns.KnownTypes.Take(6))}, ...){DidYouMean.Hint(pattern, EventPatterns.KnownTypes)}";
    });

    private static readonly YamlType<SendOptions> Send = Yaml.Object(keys =>
    {
        foreach (var key in new[] { "template", "text", "subject", "priority", "to", "toWhen", "toFromCustomProperty", "appOwner", "scriptLog", "accounts" })
        {
            keys.NotBuilt(key, "overriding how one send renders");
        }

        return new SendOptions
        {
            Channel = keys.Required("channel", Yaml.Text, "The name of a channel above."),
            Throttle = keys.Optional("throttle", Throttle, "A throttle of its own, instead of the route's."),
        };
    });

    private static readonly YamlType<RouteOptions> Route = Yaml.Object(keys =>
    {
        keys.NotBuilt("mute", "muting at set times");
        keys.NotBuilt("group", "grouping of alerts");
        keys.NotBuilt("escalate", "escalation");
        if (keys.Optional("resolve", Yaml.Bool, "Whether the next success is told too."))
        {
            keys.Fail("resolve", "is known, but telling of the next success is not built yet; remove the key for now");
        }

        return new RouteOptions
        {
            Name = keys.Required("name", Yaml.Text, "Its name, in alerts and logs."),
            On = keys.Required("on", Yaml.OneOrMore(EventPattern), "The types of events, * stands for any run of characters."),
            Where = keys.Optional("where", Where(allowNot: true), "Conditions that must all hold."),
            Throttle = keys.Optional("throttle", Throttle, "At most one alert in a while."),
            Send = keys.Required("send", Yaml.List(Send), "The channels it goes to."),
        };
    });

    /// <summary>The whole file.</summary>
    public static readonly YamlType<ButlerOptions> Type = Yaml.Object(keys =>
    {
        keys.NotBuilt("qlikCloud", "Qlik Cloud");
        keys.NotBuilt("api", "the HTTP API for load scripts");
        if (keys.Optional("monitors", Yaml.Map(Yaml.Text), new Dictionary<string, string>(), "Monitors (second wave).").Count > 0)
        {
            keys.Fail("monitors", "is known, but monitors are not built yet; leave it empty");
        }

        var options = new ButlerOptions
        {
            Sites = keys.Optional("sites", Yaml.Map(Site), new Dictionary<string, SiteOptions>(), "The Sense clusters; the first is the default."),
            Links = keys.Optional("links", Yaml.List(Link), [], "Links shown with every alert."),
            Channels = keys.Required("channels", Yaml.Map(ChannelYaml.Type), "The destinations, by names of your choice."),
            Routes = keys.Required("routes", Yaml.List(Route), "Which events go where; every matching route is taken."),
            MaxEventAge = keys.Optional("maxEventAge", Yaml.Duration, TimeSpan.FromHours(24), "Events received longer ago are summed up."),
            Retention = keys.Optional("retention", Yaml.Duration, TimeSpan.FromDays(30), "How long rows are kept."),
        };
        if (keys.IsReading)
        {
            Check(keys, options);
        }

        return options;
    });

    private static YamlType<WhereOptions> Where(bool allowNot) => Yaml.Object(keys => new WhereOptions
    {
        TaskTags = Names(keys, "taskTags", "Tags of the task."),
        TaskCustomProperties = Properties(keys, "taskCustomProperties", "Custom properties of the task."),
        AppTags = Names(keys, "appTags", "Tags of the app."),
        AppCustomProperties = Properties(keys, "appCustomProperties", "Custom properties of the app."),
        Apps = Names(keys, "apps", "Names or ids of apps; * stands for any run of characters."),
        Tasks = Names(keys, "tasks", "Names or ids of tasks; * stands for any run of characters."),
        Owners = Names(keys, "owners", "Owners of the app, DIRECTORY\\user."),
        Streams = Names(keys, "streams", "Streams of the app."),
        Hosts = Names(keys, "hosts", "Hosts that logged it."),
        Sites = Names(keys, "sites", "Sites it came from."),
        Environments = Names(keys, "environments", "Environments it came from."),
        Tenants = Names(keys, "tenants", "Qlik Cloud tenants."),
        Spaces = Names(keys, "spaces", "Qlik Cloud spaces."),
        Not = allowNot ? keys.Optional("not", Where(allowNot: false), "Conditions of which none may hold.") : null,
    });

    private static IReadOnlyList<string> Names(YamlKeys keys, string key, string description) =>
        keys.Optional(key, Yaml.OneOrMore(Yaml.Text), [], description);

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> Properties(YamlKeys keys, string key, string description) =>
        keys.Optional(key, Yaml.Map(Yaml.OneOrMore(Yaml.Text)), new Dictionary<string, IReadOnlyList<string>>(), description);

    /// <summary>What one key alone cannot tell.</summary>
    private static void Check(YamlKeys keys, ButlerOptions options)
    {
        // What is itself faulty or absent reads as null; its own fault has been reported.
        var routes = (options.Routes ?? []).Where(r => r.Name is not null).ToList();
        foreach (var twice in routes.GroupBy(r => r.Name).Where(g => g.Count() > 1))
        {
            keys.Fail("routes", $"has several routes named \"{twice.Key}\"; a route's name must be its own");
        }

        // A channel that is itself faulty is no unknown channel: only names are compared.
        var channels = keys.Names("channels");
        foreach (var route in routes)
        {
            foreach (var send in (route.Send ?? []).Where(s => s.Channel is not null && !channels.Contains(s.Channel)))
            {
                keys.Fail("routes", $"route \"{route.Name}\" sends to the channel \"{send.Channel}\", which is not among the channels"
                    + $" (known: {string.Join(", ", channels)}){DidYouMean.Hint(send.Channel, channels)}");
            }
        }

        if (options.Retention < options.MaxEventAge + TimeSpan.FromDays(7))
        {
            keys.Fail("retention", "must be at least seven days longer than maxEventAge, or an event that waited could be sent twice");
        }
    }
}
