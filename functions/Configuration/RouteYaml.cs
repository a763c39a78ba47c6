using System.Globalization;
using Butler.Core.Configuration;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;

namespace Butler.Functions.Configuration;

/// <summary>Reads routes.</summary>
internal static class RouteYaml
{
    /// <summary>A time of the day with hours and minutes.</summary>
    public static readonly YamlType<TimeOnly> TimeOfDay = Yaml.Text.Then((string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
            ? null
            : "is not a time of the day such as 07:00");

    private static readonly Dictionary<string, DayOfWeek> Days = Enum.GetValues<DayOfWeek>()
        .ToDictionary(d => d.ToString()[..3].ToLowerInvariant());

    private static readonly YamlType<ThrottleOptions> Throttle = Yaml.Object(keys => new ThrottleOptions
    {
        Every = keys.Required("every", Yaml.Duration, "At most one alert in this time."),
        Per = keys.Optional(
            "per",
            Yaml.OneOrMore(Yaml.OneOf("task", "app", "channel", "recipient", "service")),
            [],
            "The properties that are throttled separately, besides the event type."),
    });

    private static readonly YamlType<string> EventPattern = Yaml.Text.Then((string pattern, out string result) =>
    {
        result = pattern;
        return EventPatterns.CanMatch(pattern)
            ? null
            : RouteWarnings.OfDottedPattern(pattern) is { } warning
                ? $"matches no type of event: it {warning}"
                : $"matches no type of event (known: {string.Join(", ", EventPatterns.KnownTypes.Take(6))}, "
                    + $"...){DidYouMean.Hint(pattern, EventPatterns.KnownTypes)}";
    });

    private static readonly YamlType<MuteOptions> Mute = Yaml.Object(keys => new MuteOptions
    {
        Days = [.. keys
            .Optional("days", Yaml.OneOrMore(Yaml.OneOf([.. Days.Keys])), [], "The days on which the period begins; left out, every day.")
            .Select(d => Days[d])],
        From = keys.Required("from", TimeOfDay, "When the period begins, such as 22:00."),
        To = keys.Required("to", TimeOfDay, "When the period ends; on the next day if this is not after from."),
        TimeZone = keys.Optional("timeZone", Yaml.TimeZone, "The time zone of both; left out, that of the site."),
    });

    private static readonly YamlType<GroupOptions> Group = Yaml.Object(keys => new GroupOptions
    {
        Wait = keys.Required("wait", Between(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), "The time from the first event to the alert."),
        By = keys.Optional(
            "by", Yaml.OneOrMore(Yaml.OneOf("task", "app", "stream", "owner", "host", "site", "type")), [],
            "The common properties of a group; left out, the route."),
    });

    /// <summary>A route that sends to the given channels.</summary>
    public static YamlType<RouteOptions> Route(YamlKeys root, IReadOnlyDictionary<string, ChannelOptions> channels, ChannelYaml yaml)
    {
        var send = Yaml.List(Send(root, channels, yaml));
        var escalate = Yaml.Object(keys =>
        {
            var options = new EscalateOptions
            {
                After = keys.Required("after", Between(TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)), "The time after the alert."),
                Send = keys.Required("send", send, "The channels to send to."),
            };
            CheckSends(keys, options.Send);
            if (options.Send?.Any(s => s.Throttle is not null) == true)
            {
                keys.Fail("send", "has a throttle, but an escalation is sent once; remove the throttle");
            }

            return options;
        });
        return Yaml.Object(keys =>
        {
            var route = new RouteOptions
            {
                Name = keys.Required("name", Yaml.Text, "Its name, in alerts and logs."),
                On = keys.Required("on", Yaml.OneOrMore(EventPattern), "The types of events, * matches any characters."),
                Where = keys.Optional("where", Where(allowNot: true), "Conditions that must all hold."),
                Throttle = keys.Optional("throttle", Throttle, "At most one alert in a period."),
                Mute = keys.Optional("mute", Yaml.OneOrMore(Mute), [], "The times at which events are recorded, but not sent."),
                Group = keys.Optional("group", Group, "Combines the events of a period in one alert."),
                Escalate = keys.Optional(
                    "escalate", escalate, "Whom to notify when neither a success nor an acknowledgement comes in time."),
                Resolve = keys.Optional("resolve", Yaml.Bool, "Whether to send an alert for the next success too."),
                Send = keys.Required("send", send, "The channels to send to."),
            };
            if (keys.IsReading)
            {
                Check(keys, route);
            }

            return route;
        });
    }

    /// <summary>Checks conditions between several keys. A faulty value is null, and its fault has been reported.</summary>
    private static void Check(YamlKeys keys, RouteOptions route)
    {
        CheckSends(keys, route.Send);
        CheckMetrics(keys, route);
        if (route.On is not { Count: > 0 } || IncidentSubject.CanFail(route.On))
        {
            return;
        }

        var waiting = new[] { (Key: "resolve", IsSet: route.Resolve), (Key: "escalate", IsSet: route.Escalate is not null) };
        foreach (var key in waiting.Where(k => k.IsSet).Select(k => k.Key))
        {
            keys.Fail(key, "waits for the end of a failure, but \"on\" names no type of failure: name one such as sense.reload.failed, or "
                + "remove the key");
        }
    }

    /// <summary>
    /// Measurements go to brokers and metric stores. A route with only measurements for a channel that people read would never send.
    /// </summary>
    private static void CheckMetrics(YamlKeys keys, RouteOptions route)
    {
        var types = EventKinds.All.Where(kind => (route.On ?? []).Any(on => on is not null && EventPatterns.Matches(on, kind.Type)))
            .ToList();
        if (types.Count == 0 || !types.TrueForAll(kind => kind.IsMetric))
        {
            return;
        }

        foreach (var send in (route.Send ?? []).Where(s => s?.Options is { TakesMetrics: false }))
        {
            keys.Fail(
                "send",
                $"names the channel \"{send.Channel}\" ({send.Options!.Type}), but {string.Join(", ", types.Select(kind => kind.Type))} "
                + "has measurements only, which are not sent to people; send it to influxdb, newrelic, mqtt, webhook, file or console");
        }
    }

    private static void CheckSends(YamlKeys keys, IReadOnlyList<RouteSendOptions>? sends)
    {
        foreach (var twice in (sends ?? []).Where(s => s?.Channel is not null).GroupBy(s => s.Channel).Where(g => g.Count() > 1))
        {
            keys.Fail("send", $"names the channel \"{twice.Key}\" twice; a route sends to a channel once, so use two routes");
        }
    }

    private static YamlType<TimeSpan> Between(TimeSpan least, TimeSpan most) =>
        Yaml.Duration.Then((TimeSpan given, out TimeSpan duration) =>
    {
        duration = given;
        return given >= least && given <= most ? null : $"is not between {DurationText.Format(least)} and {DurationText.Format(most)}";
    });

    private static YamlType<RouteSendOptions> Send(
        YamlKeys root, IReadOnlyDictionary<string, ChannelOptions> channels, ChannelYaml yaml) => Yaml.TextOr("channel", Yaml.Object(keys =>
    {
        var name = keys.Required("channel", Yaml.Text, "The name of a channel above.");
        var send = new RouteSendOptions
        {
            Channel = name,
            Throttle = keys.Optional("throttle", Throttle, "A throttle that replaces the route's."),
        };
        keys.OthersAllowed();
        if (name is null || !keys.IsReading)
        {
            keys.IgnoreTheRest();
            return send;
        }

        if (root.HasMapping("channels") && !root.Names("channels").Contains(name))
        {
            keys.Fail("channel", $"is \"{name}\", which is not among the channels (known: "
                + $"{string.Join(", ", root.Names("channels"))}){DidYouMean.Hint(name, root.Names("channels"))}");
        }

        // The fault of a faulty channel has been reported; its overrides cannot be checked.
        var overrides = keys.Unasked();
        foreach (var secret in overrides.Intersect(yaml.NotOverridable).ToList())
        {
            keys.Fail(secret, $"belongs to the channel and cannot be overridden by a route; add another channel instead of \"{name}\"");
        }

        if (!channels.TryGetValue(name, out var channel) || root.At("channels", name) is not { } under
            || overrides.Any(yaml.NotOverridable.Contains))
        {
            keys.IgnoreTheRest();
            return send;
        }

        var options = overrides.Count == 0 ? channel : keys.Over(under, yaml.Type);
        if (options?.RecipientProblem is { } problem)
        {
            keys.Fail("channel", $"is \"{name}\", which {problem}");
        }

        return send with { Options = options };
    }));

    private static YamlType<WhereOptions> Where(bool allowNot) => Yaml.Object(keys => new WhereOptions
    {
        TaskTags = Names(keys, "taskTags", "Tags of the task."),
        TaskCustomProperties = Properties(keys, "taskCustomProperties", "Custom properties of the task."),
        AppTags = Names(keys, "appTags", "Tags of the app."),
        AppCustomProperties = Properties(keys, "appCustomProperties", "Custom properties of the app."),
        Apps = Names(keys, "apps", "Names or ids of apps; * matches any characters."),
        Tasks = Names(keys, "tasks", "Names or ids of tasks; * matches any characters."),
        Owners = Dotted(keys, "owners", "Owners of the app, DIRECTORY\\user."),
        Streams = Names(keys, "streams", "Streams of the app."),
        Hosts = Dotted(keys, "hosts", "Hosts that logged the event."),
        Sites = Dotted(keys, "sites", "Sites of the event."),
        Environments = Dotted(keys, "environments", "Environments of the event."),
        Tenants = Dotted(keys, "tenants", "Qlik Cloud tenants."),
        Services = Names(keys, "services", "Windows services, by name, display name or friendly name; * matches any characters."),
        Spaces = Names(keys, "spaces", "Names or ids of Qlik Cloud spaces; * matches any characters."),
        Not = allowNot ? keys.Optional("not", Where(allowNot: false), "Conditions that must not hold.") : null,
    });

    private static IReadOnlyList<string> Names(YamlKeys keys, string key, string description) =>
        keys.Optional(key, Yaml.OneOrMore(Yaml.Text.Warn(RouteWarnings.OfPattern)), [], description);

    /// <summary>Names in which dots and backslashes are usual, such as those of hosts and users.</summary>
    private static IReadOnlyList<string> Dotted(YamlKeys keys, string key, string description) =>
        keys.Optional(
            key, Yaml.OneOrMore(Yaml.Text.Warn(static name => RouteWarnings.OfDottedPattern(name.Replace('\\', '/')))), [], description);

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> Properties(YamlKeys keys, string key, string description) =>
        keys.Optional(
            key, Yaml.Map(Yaml.OneOrMore(Yaml.Text.Warn(RouteWarnings.OfPattern))), new Dictionary<string, IReadOnlyList<string>>(),
            description);
}
