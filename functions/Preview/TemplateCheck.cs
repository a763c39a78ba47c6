using Butler.Core.Configuration;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Templates;

namespace Butler.Functions.Preview;

/// <summary>
/// Tries every template of a configuration: each route's channels render a sample of each type of event that the route can match. Faults of
/// templates are reported like faults of the configuration.
/// </summary>
internal sealed class TemplateCheck(ChannelKinds kinds, HandlebarsTemplates templates, TimeProvider time)
{
    private readonly List<ConfigurationFault> faults = [];
    private readonly List<ConfigurationFault> warnings = [];

    /// <summary>Checks a configuration without faults.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">The file's text, for line numbers.</param>
    /// <param name="options">The configuration.</param>
    /// <returns>The faults, for which alerts use the built-in form, and warnings, such as an unknown field.</returns>
    public (IReadOnlyList<ConfigurationFault> Faults, IReadOnlyList<ConfigurationFault> Warnings) Run(
        string file, string text, ButlerOptions options)
    {
        var lines = new YamlLines(text);
        for (var r = 0; r < options.Routes.Count; r++)
        {
            var route = options.Routes[r];
            Sends(new Place(file, lines, ["routes", $"{r}", "send"]), options, route, route.Send, AlertKind.Single);
            Sends(
                new Place(file, lines, ["routes", $"{r}", "escalate", "send"]), options, route, route.Escalate?.Send ?? [],
                AlertKind.Escalated);
        }

        // A channel without a route may be the default channel, or be used by a load script.
        var sent = options.Routes.SelectMany(r => r.Send.Concat(r.Escalate?.Send ?? [])).Select(s => s.Channel).ToHashSet();
        foreach (var (name, channel) in options.Channels.Where(c => !sent.Contains(c.Key)))
        {
            Render(
                new Place(file, lines, ["channels", name], ["channels", name]), options, channel,
                new RouteOptions { Name = "", On = ["*"] }, name, AlertKind.Single);
        }

        return ([.. faults.Distinct()], [.. warnings.Distinct().Except(faults)]);
    }

    private void Sends(Place list, ButlerOptions options, RouteOptions route, IReadOnlyList<RouteSendOptions> sends, AlertKind kind)
    {
        for (var s = 0; s < sends.Count; s++)
        {
            if (sends[s].Options is { } channel)
            {
                Render(
                    list with { Own = [.. list.Own, $"{s}"], Under = ["channels", sends[s].Channel] }, options, channel, route,
                    sends[s].Channel, kind);
            }
        }
    }

    private void Render(Place place, ButlerOptions options, ChannelOptions channel, RouteOptions route, string name, AlertKind kind)
    {
        var watched = new Watched(templates, channel, place, faults, warnings);
        var renders = new ChannelFactory(kinds, watched).Create(channel);
        var now = time.GetUtcNow();
        var alerts = new List<AlertKind> { kind };
        if (route.Group is not null)
        {
            alerts.Add(AlertKind.Group);
        }

        if (route.Resolve)
        {
            alerts.Add(AlertKind.Resolved);
        }

        foreach (var type in SampleEvents.Types.Where(type => route.On.Any(pattern => EventPatterns.Matches(pattern, type))))
        {
            var sample = SampleEvents.Of(type, now);
            foreach (var reason in alerts.SelectMany(each => Reasons(each, route, sample.Id, type, now)))
            {
                renders.Render(new Alert
                {
                    Event = sample,
                    Task = EventData.Task(sample),
                    Site = options.Site(sample.Site),
                    Links = options.LinksOf(sample),
                    Options = channel,
                    Delivery = new PlannedDelivery
                    {
                        Id = "sample",
                        Route = route.Name,
                        Channel = name,
                        Recipient = "someone@example.com",
                        Reason = reason,
                    },
                });
            }
        }
    }

    /// <summary>The reasons of an alert of a kind: the escalation and the end of a group are about one or several things.</summary>
    private static IEnumerable<AlertReason> Reasons(AlertKind kind, RouteOptions route, string id, string type, DateTimeOffset now)
    {
        var reason = Reason(kind, id, type, now);
        yield return reason;
        if (route.Group is not null && kind is (AlertKind.Resolved or AlertKind.Escalated))
        {
            var members = Reason(AlertKind.Group, id, type, now).Members;
            yield return reason with { Count = members.Count, MemberCount = members.Count, Members = members };
        }
    }

    private static AlertReason Reason(AlertKind kind, string id, string type, DateTimeOffset now)
    {
        var summary = new EventSummary
        {
            Id = id,
            Type = type,
            Time = now,
            Task = "Reload of Margin Cockpit",
            App = "Margin Cockpit",
            Host = "qsprod02",
            Error = "Table 'Orders' not found",
        };
        return kind switch
        {
            AlertKind.Group =>
                new AlertReason { Kind = kind, Count = 2, Members = [summary, summary with { Task = "Reload of Sales", App = "Sales" }] },
            AlertKind.Resolved or AlertKind.Escalated => new AlertReason { Kind = kind, Incident = "sample", First = summary, Count = 1 },
            _ => new AlertReason { Kind = kind },
        };
    }

    /// <summary>The position of a channel's keys: in the overrides of a route, or else in the channel.</summary>
    private sealed record Place(string File, YamlLines Lines, IReadOnlyList<string> Own, IReadOnlyList<string>? Under = null)
    {
        public ConfigurationFault Fault(string key, string message)
        {
            var path = Lines.Of([.. Own, key]) is null && Under is not null && (key.Length == 0 || Lines.Of([.. Under, key]) is not null)
                ? Under
                : Own;
            return new ConfigurationFault(
                File, Lines.Of([.. path, key]) ?? Lines.Of([.. path]) ?? 0, Shown(key.Length == 0 ? path : [.. path, key]), message);
        }

        /// <summary><c>routes[0].send[1].template</c></summary>
        private static string Shown(IEnumerable<string> path) =>
            string.Concat(path.Select((step, i) => step.All(char.IsAsciiDigit) ? $"[{step}]" : i == 0 ? step : "." + step));
    }

    /// <summary>Templates that record their faults.</summary>
    private sealed class Watched(
        HandlebarsTemplates inner, ChannelOptions channel, Place place, List<ConfigurationFault> faults, List<ConfigurationFault> warnings)
        : ITemplates
    {
        public TemplateText Fill(Alert alert, string part, TextForm form) =>
            Noted("template", missing => inner.Fill(alert, part, form, missing));

        public TemplateText FillInline(string template, Alert alert, TextForm form) =>
            Noted(Key(template), missing => inner.FillInline(template, alert, form, missing));

        private TemplateText Noted(string key, Func<Action<string>, TemplateText> fill)
        {
            var filled = fill(missing => warnings.Add(place.Fault(key, missing)));
            if (filled.Fault is { } fault)
            {
                faults.Add(place.Fault(key, fault));
            }

            return filled;
        }

        private string Key(string template) => channel.Text == template
            ? "text"
            : channel.OwnTemplates.FirstOrDefault(own => own.Template == template).Key ?? "";
    }
}
