using System.Text.Json;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Console;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Channels.Webhook;
using Butler.Functions.Configuration;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

/// <summary>Whole rendered messages against expected files, and what hostile text does to them.</summary>
public sealed class BuiltInFormTests
{
    private static readonly SiteOptions Site = new()
    {
        QmcUrl = new Uri("https://sense.example.com/qmc"),
        HubUrl = new Uri("https://sense.example.com/hub"),
        AppBaseUrl = new Uri("https://sense.example.com/sense/app"),
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm"),
    };

    private static readonly string Hostile =
        "\"quotes\" \\back\\slash\nnew\r\nlines </script> {{taskName}} {{{x}}} & < > ``` *b* 😀 \u202Eright-to-left \u0000\u001b[31m '"
            + new string('x', 5000);

    [Theory]
    [InlineData("sense.task.failed")]
    [InlineData("sense.reload.failed")]
    [InlineData("sense.reload.aborted")]
    [InlineData("sense.unparsed")]
    public void Each_channel_renders_as_expected(string type)
    {
        var data = type switch
        {
            "sense.unparsed" =>
                new TaskEventData { Host = "qsprod02", Raw = "/what-is-this/;a;b", Reason = "the tag /what-is-this/ is not known" },
            "sense.reload.failed" => Sample.Task with
            {
                Task = new TaskInfo { Name = "Reload of Margin Cockpit", Kind = "reload" },
                App = new AppInfo { Name = "Margin Cockpit", Stream = "Finance" },
                Owner = new OwnerInfo { Name = "Ulla Berg", Directory = "FABRIKAM", UserId = "uberg", Emails = ["ulla.berg@example.com"] },
                Execution = new ExecutionInfo { StatusText = "FinishedFail", DurationMs = 1_440_000 },
                ErrorLines = ["Error: Table not found", "The error occurred here: LOAD * RESIDENT Orders"],
                Enrichment = new EnrichmentInfo(),
            },
            _ => Sample.Task,
        };
        var alert = Alert(Sample.Event(type, data: data));
        var name = type.Replace('.', '-');
        Repository.ShouldMatch($"tests/Butler.Functions.Tests/Channels/Expected/{name}.webhook.json", Body(Webhook("POST"), alert));
        Repository.ShouldMatch($"tests/Butler.Functions.Tests/Channels/Expected/{name}.slack.json", Body(Slack(), alert));
        Repository.ShouldMatch($"tests/Butler.Functions.Tests/Channels/Expected/{name}.console.txt", Text(alert));
    }

    [Fact]
    public void A_GET_webhook_puts_Butlers_fields_into_the_query()
    {
        var rendered = Webhook("GET").Render(Alert(Sample.Event())).ShouldBeOfType<ChannelMessage.Http>();
        rendered.Body.ShouldBeNull();
        string.Join('&', rendered.Query.Select(q => $"{q.Key}={q.Value}")).ShouldStartWith(
            @"event=Qlik Sense reload failed&hostName=qsprod02&user=FABRIKAM\svc_reload&taskName=Reload of Margin Cockpit&");
    }

    [Fact]
    public void Hostile_text_stays_text_in_every_form()
    {
        var alert = Alert(Sample.Event(data: Sample.Task with
        {
            TaskName = Hostile,
            AppName = Hostile,
            LogMessage = Hostile,
            User = Hostile,
            Host = Hostile,
        }));

        using var webhook = JsonDocument.Parse(Body(Webhook("POST"), alert));
        webhook.RootElement.GetProperty("taskName").GetString().ShouldBe(Hostile);

        using var slack = JsonDocument.Parse(Body(Slack(), alert));
        foreach (var text in Texts(slack.RootElement))
        {
            text.Length.ShouldBeLessThanOrEqualTo(3000);
        }

        slack.RootElement.GetProperty("blocks")[0].GetProperty("text").GetProperty("text").GetString()!.Length
            .ShouldBeLessThanOrEqualTo(150);
        slack.RootElement.GetProperty("blocks").EnumerateArray()
            .Where(b => b.TryGetProperty("text", out var t) && t.GetProperty("type").GetString() == "mrkdwn")
            .ShouldAllBe(b => b.GetProperty("text").GetProperty("text").GetString()!.Split("```").Length == 3);

        Text(alert).ShouldNotContain("\u001b");
        Text(alert).ShouldNotContain("\u0000");
    }

    [Fact]
    public void An_event_of_nulls_renders()
    {
        var alert = Alert(
            Sample.Event("sense.reload.failed", data: new TaskEventData()) with { Subject = null, Site = null, Environment = null });
        JsonDocument.Parse(Body(Webhook("POST"), alert)).RootElement.GetProperty("taskName").GetString().ShouldBe("");
        JsonDocument.Parse(Body(Slack(), alert)).RootElement.GetProperty("text").GetString().ShouldBe("Reload failed");
        Text(alert).ShouldStartWith("Reload failed\n");
    }

    private static WebhookChannel Webhook(string method) => new(new WebhookOptions { Method = method }, new NoTemplates());

    private static SlackChannel Slack() =>
        new(new SlackOptions { Channel = "#sense", Username = "Qlik Sense", Icon = ":ghost:" }, new NoTemplates());

    private static Alert Alert(CloudEvent @event) => new()
    {
        Event = @event,
        Task = EventData.Task(@event),
        Site = Site,
        Options = new ConsoleOptions(),
        Links = [new LinkOptions { Id = "runbook", Text = "Runbook", Url = new Uri("https://wiki.example.com/sense") }],
        Delivery = new PlannedDelivery
        {
            Id = "d",
            Route = "r",
            Channel = "c",
            FailedOpen = ["taskTags"],
            Throttle = new ThrottleHold { Key = "k", Holder = "d", HeldBack = 3, Since = Sample.Time.AddMinutes(-4) },
        },
    };

    private static string Body(IChannel channel, Alert alert)
    {
        var body = channel.Render(alert).ShouldBeOfType<ChannelMessage.Http>().Body!.Value;
        return JsonSerializer.Serialize(JsonDocument.Parse(body).RootElement, Repository.Indented) + "\n";
    }

    private static string Text(Alert alert) =>
        new ConsoleChannel(new ConsoleOptions(), new NoTemplates()).Render(alert).ShouldBeOfType<ChannelMessage.Terminal>().Text + "\n";

    private static IEnumerable<string> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => Texts(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [json.GetString()!],
        _ => [],
    };
}
