using System.Text.Json;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels.Console;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

/// <summary>Alerts as the channels for brokers and metric stores get them.</summary>
internal static class MetricAlerts
{
    public static readonly string Hostile =
        "\"quotes\" \\back\\slash\nnew\r\nlines </script> {{taskName}} {{{x}}} & < > ``` *b* 😀 \u202Eright-to-left \u0000\u001b[31m ' +#/= "
            + ", \\, \\ \ud800" + new string('x', 5000) + "\\";

    /// <summary>A reload with all that the relay can find out.</summary>
    public static TaskEventData Known { get; } = Sample.Task with
    {
        Task = new TaskInfo
        {
            Name = "Reload of Margin Cockpit",
            Kind = "reload",
            Tags = ["production", "two words"],
            CustomProperties = [new("Team", "Finance"), new("Team", "Sales"), new("Cost, centre", "4711")],
        },
        App = new AppInfo { Name = "Margin Cockpit", Stream = "Finance", Tags = ["gold"], CustomProperties = [new("Layer", "3")] },
        Owner = new OwnerInfo { Name = "Ulla Berg", Directory = "FABRIKAM", UserId = "uberg", Emails = ["ulla.berg@example.com"] },
        Execution = new ExecutionInfo
        {
            Status = 8,
            StatusText = "FinishedFail",
            Start = new DateTimeOffset(2031, 3, 14, 2, 48, 7, 120, TimeSpan.Zero),
            Stop = new DateTimeOffset(2031, 3, 14, 3, 12, 7, 318, TimeSpan.Zero),
            DurationMs = 1_440_198,
            Node = "qsprod03.fabrikam.example",
            Details =
            [
                new()
                {
                    Time = new DateTimeOffset(2031, 3, 14, 2, 48, 7, 150, TimeSpan.Zero),
                    Message = "Changing task state from Triggered to Started",
                    Type = 2,
                },
                new()
                {
                    Time = new DateTimeOffset(2031, 3, 14, 3, 12, 7, 300, TimeSpan.Zero),
                    Message = "Changing task state from Started to FinishedFail",
                    Type = 2,
                },
            ],
        },
        ScriptLog = new ScriptLogInfo
        {
            Head = ["20310314T034807 Execution started.", "20310314T034807 QlikView Version:14.54"],
            Tail =
            [
                "20310314T041206 Error: Table 'Orders' not found", "20310314T041206 \"C:\\Data\\x.qvd\"",
                "20310314T041207 Execution Failed",
            ],
            Lines = 812,
            Characters = 51_200,
            Size = 51_888,
        },
        ErrorLines = ["Error: Table 'Orders' not found"],
        RawTask = JsonDocument.Parse("""{"id":"0d7c2f18","name":"Reload of Margin Cockpit","enabled":true,"maxRetries":2,"operational":"""
            + """{"nextExecution":"2031-03-15T02:00:00.000Z"},"tags":["a","b"],"list":[{"x":1},{"x":2}]}""").RootElement,
        RawApp = JsonDocument.Parse("""{"id":"6b1e9d54","fileSize":123456}""").RootElement,
        Enrichment = new EnrichmentInfo(),
    };

    public static readonly SiteOptions Site = new()
    {
        QmcUrl = new Uri("https://sense.example.com/qmc"),
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm"),
    };

    public static Alert Of(
        string type, TaskEventData? data = null, string? recipient = null, AlertReason? reason = null, ChannelOptions? options = null) =>
        Of(Sample.Event(type, data: data ?? Known), recipient, reason, options);

    /// <summary>An event whose data are other than a task's.</summary>
    public static Alert OfData(string type, string json, string? subject = null, string? recipient = null) =>
        Of(Sample.Event(type) with { Data = JsonDocument.Parse(json).RootElement, Subject = subject }, recipient);

    public static Alert Of(CloudEvent @event, string? recipient = null, AlertReason? reason = null, ChannelOptions? options = null) => new()
    {
        Event = @event,
        Task = EventData.Task(@event),
        Site = Site,
        Options = options ?? new ConsoleOptions(),
        Delivery = new PlannedDelivery { Id = "d1", Route = "r", Channel = "c", Recipient = recipient, Reason = reason },
    };
}

/// <summary>Templates that fill in nothing, or are faulty, as a test says.</summary>
internal sealed class FixedTemplates(Func<string, TemplateText> fill) : ITemplates
{
    public TemplateText Fill(Alert alert, string part, TextForm form) => fill($"{part}/{form}");

    public TemplateText FillInline(string template, Alert alert, TextForm form) => fill($"{template}/{form}");
}
