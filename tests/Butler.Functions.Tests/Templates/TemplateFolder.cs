using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Channels.Slack;
using Butler.Functions.Configuration;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Templates;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Templates;

/// <summary>Templates in folders of their own: the operator's, those beside the configuration and those that are shipped.</summary>
internal sealed class TemplateFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("butler-templates-").FullName;

    public TemplateFolder()
    {
        Templates = new HandlebarsTemplates(Places, Time);
    }

    public static SiteOptions Site { get; } = new()
    {
        QmcUrl = new Uri("https://sense.example.com/qmc"),
        HubUrl = new Uri("https://sense.example.com/hub"),
        AppBaseUrl = new Uri("https://sense.example.com/sense/app"),
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm"),
        Locale = "en-US",
    };

    public FakeTime Time { get; } = new();

    public HandlebarsTemplates Templates { get; }

    public TemplatePlaces Places => new()
    {
        Own = [Path.Combine(root, "own"), Path.Combine(root, "config", "templates")],
        Base = Path.Combine(root, "config"),
        Shipped = Path.Combine(root, "shipped"),
    };

    /// <summary>Writes a file, such as <c>shipped/slack/default.hbs</c>; its time of change moves on with each.</summary>
    public string Write(string path, string text)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Delete(string path) => File.Delete(Path.Combine(root, path));

    public TemplateText Inline(string template, TextForm form = TextForm.Plain, Alert? alert = null) =>
        Templates.FillInline(template, alert ?? Alert(), form);

    public string Filled(string template, TextForm form = TextForm.Plain, Alert? alert = null)
    {
        var (text, fault) = Inline(template, form, alert);
        fault.ShouldBeNull(template);
        return text.ShouldNotBeNull();
    }

    public static Alert Alert(string type = "sense.reload.failed", ChannelOptions? options = null, AlertReason? reason = null) =>
        Alert(SampleEvents.Of(type, Sample.Time), options, reason);

    public static Alert Alert(CloudEvent @event, ChannelOptions? options = null, AlertReason? reason = null) => new()
    {
        Event = @event,
        Task = EventData.Task(@event),
        Site = Site,
        Options = options ?? new SlackOptions(),
        Links =
            [new LinkOptions { Id = "runbook", Text = "Runbook", Url = new Uri("https://wiki.example.com/sense"), Comment = "what to do" }],
        Delivery = new PlannedDelivery
        {
            Id = "d",
            Route = "reload-failures",
            Channel = "ops-slack",
            Recipient = "ops@example.com",
            Reason = reason,
        },
    };

    public void Dispose() => Directory.Delete(root, recursive: true);
}
