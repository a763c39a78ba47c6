using System.Text.Json.Nodes;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Console;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Channels.Teams;
using Butler.Functions.Configuration;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Templates;

namespace Butler.Benchmarks.Pictures;

/// <summary>Makes the pictures in <c>docs/pictures</c>: what the shipped templates look like, drawn by Chromium.</summary>
internal static class PictureBook
{
    private static readonly DateTimeOffset Now = new(2031, 3, 14, 3, 12, 7, TimeSpan.Zero);

    /// <summary>Draws all pictures, or those whose names hold a text.</summary>
    public static async Task<int> DrawAsync(string[] args)
    {
        var folder = Path.GetFullPath(args.ElementAtOrDefault(1) ?? "docs/pictures");
        Directory.CreateDirectory(folder);
        var browser = new Browser();
        foreach (var picture in All().Where(p => args.Length == 0 || p.Name.Contains(args[0], StringComparison.Ordinal)))
        {
            var file = Path.Combine(folder, picture.Name + ".png");
            await browser.ShootAsync(picture.Html, picture.Width, picture.Dark, file);
            Console.WriteLine($"{file} {new FileInfo(file).Length / 1024} KB");
        }

        return 0;
    }

    private static IEnumerable<Picture> All()
    {
        var failed = Alert("sense.reload.failed");
        yield return Mail("mail-reload-failed", failed);
        yield return Mail("mail-reload-failed-dark", failed) with { Dark = true };
        yield return Mail("mail-reload-failed-phone", failed) with { Width = 375 };
        yield return Mail("mail-reload-failed-phone-dark", failed) with { Width = 375, Dark = true };
        yield return Mail("mail-group", Group());
        yield return Mail("mail-resolved", Resolved());
        yield return Mail("mail-escalated-phone-dark", Escalated()) with { Width = 375, Dark = true };
        yield return Mail("mail-digest", Alert("butler.digest.daily"));
        yield return Mail("mail-relay-offline", Alert("butler.relay.offline"));
        var builtIn = new EmailChannel(new EmailOptions(), new HandlebarsTemplates(new TemplatePlaces(), TimeProvider.System));
        yield return Mail("mail-built-in", failed) with { Html = Html(builtIn.Render(failed)) };
        yield return Slack("slack-reload-failed", failed);
        yield return Slack("slack-reload-failed-short", failed, "reload-failed-short");
        yield return Slack("slack-group", Group());
        yield return Slack("slack-resolved", Resolved()) with { Dark = true };
        yield return Slack("slack-digest", Alert("butler.digest.daily"));
        yield return Teams("teams-reload-failed", failed);
        yield return Teams("teams-reload-failed-dark", failed) with { Dark = true };
        yield return Teams("teams-group", Group());
        yield return Teams("teams-digest", Alert("butler.digest.daily"));
        foreach (var picture in Monitors())
        {
            yield return picture;
        }
    }

    private static IEnumerable<Picture> Monitors()
    {
        var stopped = Alert("sense.service.stopped");
        yield return Mail("mail-service-stopped", stopped);
        yield return Slack("slack-service-stopped", stopped);
        yield return Teams("teams-service-stopped", stopped);
        yield return Mail("mail-license-expiring", Alert("sense.license.expiring"));
        yield return Slack("slack-license-low", Alert("sense.license.low"));
        yield return Teams("teams-task-slow", Alert("sense.task.slow"));
    }

    private static Alert Alert(string type, AlertReason? reason = null)
    {
        var @event = SampleEvents.Of(type, Now);
        return new Alert
        {
            Event = @event,
            Task = EventData.Task(@event),
            Site = new SiteOptions
            {
                QmcUrl = new Uri("https://sense.example.com/qmc"),
                HubUrl = new Uri("https://sense.example.com/hub"),
                AppBaseUrl = new Uri("https://sense.example.com/sense/app"),
                TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm"),
            },
            Links = [new LinkOptions { Id = "runbook", Text = "Runbook", Url = new Uri("https://wiki.example.com/sense") }],
            Options = new ConsoleOptions(),
            AcknowledgeUrl = reason?.Kind == AlertKind.Escalated ? new Uri("https://butler.example.com/api/v4/incidents/1/ack") : null,
            Delivery = new PlannedDelivery
            {
                Id = "d",
                Route = @event.Type.Contains("reload", StringComparison.Ordinal) ? "reload-failures" : "operations",
                Channel = "ops",
                Recipient = "ops@example.com",
                Reason = reason,
                Throttle = reason is null && type == "sense.reload.failed"
                    ? new ThrottleHold { Key = "k", Holder = "d", HeldBack = 3, Since = Now.AddMinutes(-4) }
                    : null,
            },
        };
    }

    private static Alert Group()
    {
        (string Task, string App, string Error)[] failed =
        [
            ("Reload of Margin Cockpit", "Margin Cockpit", "Table 'Orders' not found"),
            ("Reload of Sales Overview", "Sales Overview", "Connector connect error: ORA-12541: TNS:no listener"),
            ("Nightly stock", "Stock", "Connector connect error: ORA-12541: TNS:no listener"),
            ("Hourly prices", "Prices", "Connector connect error: ORA-12541: TNS:no listener"),
            ("Reload of HR Dashboard", "HR Dashboard",
                "Cannot open file: 'lib://HR/employees.qvd' (The system cannot find the file specified.)"),
        ];
        return Alert("sense.reload.failed", new AlertReason
        {
            Kind = AlertKind.Group,
            Count = 12,
            Members = [.. failed.Select((f, i) => Summary(f.Task, f.App, f.Error, Now.AddSeconds(i * 7)))],
        });
    }

    private static Alert Resolved() => Alert("sense.reload.succeeded", new AlertReason
    {
        Kind = AlertKind.Resolved,
        Count = 3,
        First = Summary("Reload of Margin Cockpit", "Margin Cockpit", "Table 'Orders' not found", Now.AddHours(-5).AddMinutes(-12)),
    });

    private static Alert Escalated() => Alert("sense.reload.failed", new AlertReason
    {
        Kind = AlertKind.Escalated,
        Incident = "1",
        First = Summary("Reload of Margin Cockpit", "Margin Cockpit", "Table 'Orders' not found", Now.AddMinutes(-30)),
    });

    private static EventSummary Summary(string task, string app, string error, DateTimeOffset time) =>
        new() { Id = task, Type = "sense.reload.failed", Time = time, Task = task, App = app, Host = "qsprod02", Error = error };

    private static HandlebarsTemplates Templates() =>
        new(new TemplatePlaces { Shipped = Path.Combine(AppContext.BaseDirectory, "templates") }, TimeProvider.System);

    private static Picture Mail(string name, Alert alert)
    {
        var options = new EmailOptions();
        return new Picture(name, Html(new EmailChannel(options, Templates()).Render(alert with { Options = options })), 800);
    }

    private static string Html(ChannelMessage message) =>
        ((ChannelMessage.Mail)message).TemplateFault is { } fault
            ? throw new InvalidOperationException(fault)
            : ((ChannelMessage.Mail)message).Html;

    private static Picture Slack(string name, Alert alert, string? template = null)
    {
        var options = new SlackOptions { Template = template };
        return new Picture(
            name, SlackPicture.Html(Json(new SlackChannel(options, Templates()).Render(alert with { Options = options }))), 720);
    }

    private static Picture Teams(string name, Alert alert)
    {
        var options = new TeamsOptions();
        return new Picture(
            name, TeamsPicture.Html(Json(new TeamsChannel(options, Templates()).Render(alert with { Options = options }))), 760);
    }

    private static JsonNode Json(ChannelMessage message) =>
        message.TemplateFault is { } fault
            ? throw new InvalidOperationException(fault)
            : JsonNode.Parse(((ChannelMessage.Http)message).Body!.Value.Span)!;

    private sealed record Picture(string Name, string Html, int Width)
    {
        public bool Dark { get; init; }
    }
}
