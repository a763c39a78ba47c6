using System.Globalization;
using Butler.Core.Configuration;
using Butler.Core.SelfReports;
using Butler.Core.Text;

namespace Butler.Functions.Configuration;

/// <summary>Reads and describes <c>butler.yaml</c>.</summary>
internal sealed class ButlerYaml
{
    private static readonly YamlType<string> Locale = Yaml.Text.Then((string name, out string locale) =>
    {
        locale = name;
        return CultureInfo.GetCultures(CultureTypes.AllCultures).Any(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ? null
            : $"is not a known locale; expected one such as en-GB or sv-SE";
    });

    private static readonly YamlType<SiteOptions> Site = Yaml.Object(keys => new SiteOptions
    {
        QmcUrl = keys.Optional("qmcUrl", Yaml.PublicUrl(), "The address of the management console."),
        HubUrl = keys.Optional("hubUrl", Yaml.PublicUrl(), "The address of the hub."),
        AppBaseUrl = keys.Optional("appBaseUrl", Yaml.PublicUrl(), "The address before an app's id that opens the app."),
        TimeZone = keys.Optional("timeZone", Yaml.TimeZone, TimeZoneInfo.Utc, "The zone that times are shown in."),
        Locale = keys.Optional("locale", Locale, "en-GB", "The locale that dates and numbers are shown in."),
    });

    private static readonly YamlType<TimeOnly?> Digest = Yaml.Object(
        keys => (TimeOnly?)keys.Required("at", RouteYaml.TimeOfDay, "The time, in each site's zone, such as 07:00."));

    private static readonly YamlType<TimeSpan> OfflineAfter = Yaml.Duration.Then((TimeSpan time, out TimeSpan result) =>
    {
        result = time;
        return time >= TimeSpan.FromMinutes(2) ? null : "must be 2m or more: relays send a heartbeat once a minute";
    });

    private static readonly YamlType<TimeSpan> Watchdog = Yaml.Object(keys => keys.Optional(
        "offlineAfter", OfflineAfter, TimeSpan.FromMinutes(4), "The time without a heartbeat after which a relay is offline."));

    private static readonly (string Name, string Meaning)[] OwnRoutes =
    [
        (ButlerOptions.DefaultRouteName, "the route to the default channel"),
        (ButlerOptions.MessagesRouteName, "the way of messages from the HTTP API"),
    ];

    private readonly ChannelYaml channel;

    /// <param name="channels">The types of channels.</param>
    public ButlerYaml(IEnumerable<IChannelReader> channels)
    {
        channel = new ChannelYaml(channels);
        Type = Yaml.Object(Read);
    }

    /// <summary>The whole file.</summary>
    public YamlType<ButlerOptions> Type { get; }

    private ButlerOptions Read(YamlKeys keys)
    {
        if (keys.Has("Butler"))
        {
            keys.Fail("Butler", YamlFile.OfButler);
            keys.IgnoreTheRest();
            return new ButlerOptions();
        }

        if (keys.Optional("monitors", Yaml.Map(Yaml.Text), new Dictionary<string, string>(), "Monitors (second wave).").Count > 0)
        {
            keys.Fail("monitors", "is known, but monitors are not built yet; leave it empty");
        }

        var channels = keys.Required("channels", Yaml.Map(channel.Type), "The destinations, by names of your choice.")
            ?? new Dictionary<string, ChannelOptions>();
        var options = new ButlerOptions
        {
            Sites = keys.Optional(
                "sites", Yaml.Map(Site), new Dictionary<string, SiteOptions>(), "The Sense clusters; the first is the default."),
            Links = keys.Optional("links", Yaml.List(LinkYaml.Type), [], "Links shown with every alert."),
            Channels = channels,
            Routes = keys.Required(
                "routes", Yaml.List(RouteYaml.Route(keys, channels, channel)), "Which events go where; every matching route is used."),
            DefaultChannel = Default(keys, channels),
            OfflineAfter = keys.Optional("watchdog", Watchdog, TimeSpan.FromMinutes(4), "The watch over relays."),
            Api = keys.Optional("api", ApiYaml.Type(keys, channels), new HttpApiOptions(), "The HTTP API for load scripts."),
            Cloud = keys.Optional("qlikCloud", CloudYaml.Type, new CloudOptions(), "Qlik Cloud."),
            Schedules = keys.Optional(
                "schedules", Yaml.List(ScheduleYaml.Type), [], "When tasks of Sense, reloads and automations are started."),
            DigestAt = keys.Optional("digest", Digest, "A daily summary of failures."),
            MaxEventAge = keys.Optional(
                "maxEventAge", Yaml.Duration, TimeSpan.FromHours(24), "The maximum age of events; older ones are summarized."),
            Retention = keys.Optional("retention", Yaml.Duration, TimeSpan.FromDays(30), "How long rows are kept."),
            Self = keys.Optional(
                "self", SelfYaml.TypeByMinutes, new SelfOptions(), "What the function app reports of itself; each is off when left out."),
            ScriptLogs = keys.Optional(
                "scriptLogs", ScriptLogsYaml.Type, "Whole script logs, which alerts link to. They are not kept when left out."),
        };
        if (keys.IsReading)
        {
            Check(keys, options);
        }

        return options;
    }

    /// <summary>The default channel: the first channel unless the file names another; <c>none</c> for none.</summary>
    private static string? Default(YamlKeys keys, IReadOnlyDictionary<string, ChannelOptions> channels)
    {
        var name = keys.Optional("defaultChannel", Yaml.Text, "The channel for events about this system and for unparsed datagrams that "
            + "match no route: a channel's name, or none. The first channel when left out.");
        if (name is not (null or "none") && keys.HasMapping("channels") && !keys.Names("channels").Contains(name))
        {
            keys.Fail("defaultChannel", $"is \"{name}\", which is not among the channels{DidYouMean.Hint(name, keys.Names("channels"))}");
        }

        return name == "none" ? null : name ?? channels.Keys.FirstOrDefault();
    }

    /// <summary>Checks conditions between several keys.</summary>
    private static void Check(YamlKeys keys, ButlerOptions options)
    {
        // A faulty or absent value is null; its own fault has been reported.
        var routes = (options.Routes ?? []).Where(r => r.Name is not null).ToList();
        foreach (var twice in routes.GroupBy(r => r.Name).Where(g => g.Count() > 1))
        {
            keys.Fail("routes", $"has several routes named \"{twice.Key}\"; a route's name must be unique");
        }

        foreach (var (name, meaning) in OwnRoutes.Where(own => routes.Any(r => r.Name == own.Name)))
        {
            keys.Fail("routes", $"has a route named \"{name}\", which is the name of {meaning}");
        }

        if (options.Retention < options.MaxEventAge + TimeSpan.FromDays(7) && !keys.IsFaulty("retention") && !keys.IsFaulty("maxEventAge"))
        {
            keys.Fail("retention", "must be at least seven days longer than maxEventAge, or a waiting event could be sent twice");
        }

        ScheduleYaml.Check(keys, options);
        RouteWarnings.Check(keys, options);
    }
}
