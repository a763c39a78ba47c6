using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Preview;

/// <summary>Events of monitors that are raised by hand.</summary>
public sealed class SampleEventTests : IDisposable
{
    private readonly App app = new("""
        sites: { main: { timeZone: Europe/Stockholm } }
        channels: { t: { type: console } }
        routes: [{ name: r, on: "sense.*", send: [{ channel: t }] }]
        """);

    public static TheoryData<string> Types => [.. SampleFields.Types];

    [Fact]
    public async Task It_takes_the_routes_of_a_relays_event()
    {
        var (status, body) = await RaiseAsync("sense.service.stopped", "", """
            { "host": "qs-node-2", "serviceName": "QlikSenseRepositoryService", "serviceFriendlyName": "Repository", "win32ExitCode": "1066",
              "serviceExitCode": 42, "serviceDependencies": "QlikSenseRepositoryDatabase, Tcpip" }
            """);
        (status, body.GetProperty("type").GetString(), body.GetProperty("site").GetString(), body.GetProperty("subject").GetString())
            .ShouldBe((202, "sense.service.stopped", "main", "service/qs-node-2/QlikSenseRepositoryService"));
        var @event = Raised();
        (@event.Id, @event.Source, @event.Subject, @event.Site, @event.Environment, @event.Relay).ShouldBe((
            body.GetProperty("id").GetString(), "/sense/main/qs-node-2", "service/qs-node-2/QlikSenseRepositoryService", "main", null,
            null));
        @event.Data!.Value.GetRawText().ShouldBe(
            """
            {"host":"qs-node-2","serviceName":"QlikSenseRepositoryService","serviceDisplayName":"QlikSenseRepositoryService",
            "serviceFriendlyName":"Repository","serviceStatus":"STOPPED","servicePrevStatus":"RUNNING","serviceStartType":"Automatic",
            "serviceExePath":null,"serviceDependencies":["QlikSenseRepositoryDatabase","Tcpip"],"serviceAccount":"FABRIKAM\\svc_qlik",
            "pid":null,"win32ExitCode":1066,"serviceExitCode":42,"since":"2031-03-14T04:11:46.000Z"}
            """.ReplaceLineEndings(""));
        await app.RunVisibleAsync();
        app.Terminal.ToString().ShouldStartWith(
            "ALERT Windows service stopped on host qs-node-2: \"QlikSenseRepositoryService\"");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Each_monitors_event_can_be_raised(string type)
    {
        (await RaiseAsync(type, "?site=north&environment=prod", "")).Status.ShouldBe(202);
        var @event = Raised();
        (@event.Type, @event.Site, @event.Environment).ShouldBe((type, "north", "prod"));
        @event.Subject.ShouldNotBeNullOrEmpty();
        await app.RunVisibleAsync();
        app.Terminal.ToString().ShouldStartWith("ALERT ");
    }

    [Theory]
    [InlineData("sense.license.expiring", """{"daysUntilExpiry":5}""", "expiryDateStr", "2031-03-19")]
    [InlineData("sense.license.expired", """{"daysUntilExpiry":5}""", "licenseExpired", "False")]
    [InlineData("sense.license.expiring", """{"daysUntilExpiry":5,"expiryDateStr":"2040-01-01"}""", "expiryDateStr", "2040-01-01")]
    [InlineData("sense.license.expiring", """{"daysUntilExpiry":1e300}""", "expiryDateStr", "2131-02-18")]
    [InlineData("sense.license.expired", """{"expiryDate":"2031-03-01T12:00:00+02:00"}""", "expiryDate", "2031-03-01T10:00:00.000Z")]
    [InlineData("sense.certificate.expiring", """{"daysUntilExpiry":"-1"}""", "expiryDate", "2031-03-13T04:12:07.000Z")]
    [InlineData("sense.task.slow", """{"runningMs":600000}""", "startedAt", "2031-03-14T04:02:07.000Z")]
    [InlineData("sense.task.missed", """{"lateMs":60000}""", "dueAt", "2031-03-14T04:11:07.000Z")]
    [InlineData("sense.license.access", """{"professionalAccess.available":0}""", "professionalAccess",
        """{"enabled":true,"total":120,"allocated":117,"used":112,"quarantined":2,"available":0,"excess":0}""")]
    [InlineData("sense.license.released", """{"dryRun":"true"}""", "dryRun", "True")]
    public async Task Fields_replace_the_samples_and_others_follow(string type, string fields, string name, string expected)
    {
        (await RaiseAsync(type, "", fields)).Status.ShouldBe(202);
        Raised().Data!.Value.GetProperty(name).ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task The_name_of_a_task_is_replaced_everywhere()
    {
        await RaiseAsync("sense.task.slow", "", """{"taskName":"Nightly stock","taskId":"9a1f","appName":"Stock"}""");
        await app.RunVisibleAsync();
        app.Terminal.ToString().ReplaceLineEndings("\n").ShouldStartWith(
            "ALERT Task takes longer than usual: Nightly stock, running for 3 h 12 min, usually 24 min 3 s\n");
        app.Terminal.ToString().ShouldContain("App:            Stock");
        Raised().Subject.ShouldBe("task/9a1f");
    }

    [Theory]
    [InlineData("sense.service.stoped", "", "No monitor raises \"sense.service.stoped\"; did you mean \"sense.service.stopped\"?")]
    [InlineData("sense.service.stopped", """{"hots":"h"}""", "There is no field \"hots\" in sense.service.stopped; did you mean \"host\"?")]
    [InlineData("sense.service.stopped", """{"win32ExitCode":"many"}""", "The field \"win32ExitCode\" must be a number.")]
    [InlineData("sense.service.stopped", """{"host":true}""", "The field \"host\" must be a text.")]
    [InlineData("sense.service.stopped", """{"since":"soon"}""", "The field \"since\" must be a time such as 2031-05-01T00:00:00Z.")]
    [InlineData("sense.service.stopped", """{"serviceDependencies":[1]}""", "The field \"serviceDependencies\" must be a list of texts.")]
    [InlineData("sense.license.released", """{"dryRun":"perhaps"}""", "The field \"dryRun\" must be true or false.")]
    [InlineData(
        "sense.license.access", """{"professionalAccess":1}""",
        "The field \"professionalAccess\" must be given by its parts, such as professionalAccess.enabled.")]
    [InlineData(
        "sense.license.access", """{"professionalAccess.availabel":1}""",
        "There is no field \"professionalAccess.availabel\" in sense.license.access; did you mean \"available\"?")]
    [InlineData("sense.service.stopped", "[1]", "body must be object")]
    public async Task What_is_not_valid_raises_nothing(string type, string body, string detail)
    {
        var (status, problem) = await RaiseAsync(type, "", body);
        (status, problem.GetProperty("detail").GetString()).ShouldBe((400, detail));
        app.Bus.Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sense.reload.failed")]
    [InlineData("sense.unparsed")]
    [InlineData("butler.relay.offline")]
    [InlineData("cloud.reload.failed")]
    public async Task Only_monitors_events_can_be_raised(string type)
    {
        var (status, problem) = await RaiseAsync(type, "", "");
        (status, problem.GetProperty("detail").GetString()![..20]).ShouldBe((400, $"No monitor raises \"{type}"[..20]));
        app.Bus.Sent.ShouldBeEmpty();
    }

    public void Dispose() => app.Dispose();

    private Task<(int Status, JsonElement Body)> RaiseAsync(string type, string query, string body) =>
        Call.Async(app.Services.SampleEvent.Raise, query, body, ("type", type));

    private CloudEvent Raised() => CloudEvent.Decode(
        app.Bus.Sent.Single(sent => sent.Queue == QueueNames.Events).Message.Body.Span);
}
