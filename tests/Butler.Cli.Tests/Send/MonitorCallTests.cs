using System.Text.Json.Nodes;
using Butler.Cli.Send;

namespace Butler.Tests.Send;

/// <summary><c>butler send</c> lets the function app raise events of monitors.</summary>
public sealed class MonitorCallTests
{
    private const string Raised =
        """{"id":"main:sample:1","type":"sense.service.stopped","site":"main","subject":"service/qs-node-2/QlikSenseRepositoryService"}""";

    [Fact]
    public async Task It_posts_the_fields_to_the_function_app()
    {
        using var sink = new HttpSink(_ => 202) { Body = Raised };
        (await RunAsync(
            "k1", "Sense.Service.Stopped", "--url", Root(sink), "--host", "qs-node-2", "--service", "QlikSenseRepositoryService",
            "--field", "win32ExitCode=1067", "--field", "serviceFriendlyName=", "--site", "main site", "--environment", "prod",
            "--count", "2"))
            .ShouldBe((0, string.Concat(Enumerable.Repeat(
                "The function app raised sense.service.stopped of service/qs-node-2/QlikSenseRepositoryService as main:sample:1"
                    + Environment.NewLine, 2)), ""));
        sink.Requests.Count.ShouldBe(2);
        foreach (var request in sink.Requests)
        {
            (request.Method, request.PathAndQuery, request.Headers["x-functions-key"]).ShouldBe(
                ("POST", "/api/v4/events/sense.service.stopped/sample?site=main%20site&environment=prod", "k1"));
            request.Body.ShouldBe(
                """{"host":"qs-node-2","serviceName":"QlikSenseRepositoryService","win32ExitCode":"1067","serviceFriendlyName":null}""");
        }
    }

    [Fact]
    public async Task A_task_has_the_id_of_its_name()
    {
        using var sink = new HttpSink(_ => 202) { Body = Raised };
        (await RunAsync(null, "sense.task.slow", "--url", Root(sink) + "/api/", "--task", "Nightly stock", "--app-id", "a1"))
            .Code.ShouldBe(0);
        var request = sink.Requests.ShouldHaveSingleItem();
        request.Headers.ContainsKey("x-functions-key").ShouldBeFalse();
        JsonNode.Parse(request.Body)!.ToJsonString().ShouldBe(
            $$"""{"taskName":"Nightly stock","appId":"a1","taskId":"{{Butler.Local.Sense.Datagrams.SenseDatagram.IdOf("Nightly stock")}}"}""");
    }

    [Theory]
    [InlineData(
        "--task is not for sense.license.low, which has the fields licenseType, available, total, used, lowAvailable: set them with "
            + "--field NAME=VALUE", "sense.license.low", "--task", "t")]
    [InlineData("sense.license.low has no field 'avilable'; did you mean \"available\"?", "sense.license.low", "--field", "avilable=1")]
    [InlineData(
        "--field 'available' is not a field and its value: expected one like --field daysUntilExpiry=5", "sense.license.low", "--field",
        "available")]
    [InlineData("--field needs a value, like --field name=value", "sense.license.low", "--field")]
    [InlineData(
        "--to is not for monitors' events, which have --host, --service, --task, --field, --site, --environment and --count",
        "sense.license.low", "--to", "x:1")]
    [InlineData("--count 'x' is not a number from 1 to 2147483647", "sense.license.low", "--count", "x")]
    [InlineData(
        "--url 'nowhere' is not an address: expected one like https://NAME.azurewebsites.net", "sense.license.low", "--url", "nowhere")]
    [InlineData("there is no type 'sense.license.lwo'; did you mean \"sense.license.low\"?", "sense.license.lwo")]
    public async Task Bad_input_is_told(string expected, params string[] arguments) =>
        (await RunAsync(null, arguments)).ShouldBe((2, "", $"butler send: {expected}{Environment.NewLine}"));

    [Fact]
    public async Task Other_events_have_no_such_options()
    {
        var (code, _, error) = await RunAsync(null, "sense.reload.failed", "--service", "s");
        (code, error.StartsWith("butler send: --service is for monitors' events only: sense.task.slow", StringComparison.Ordinal))
            .ShouldBe((2, true), error);
        (await RunAsync(null, "cloud.reload.failed", "--tenant", "t", "--field", "a=b")).Error.ShouldBe(
            "butler send: --field is for events of Qlik Sense; Qlik Cloud's have --app-id, --message and --count" + Environment.NewLine);
    }

    [Theory]
    [InlineData(400, """{"detail":"The field \"available\" must be a number."}""", 2, "The field \"available\" must be a number")]
    [InlineData(403, """{"detail":"This key may not use the site north."}""", 1, "This key may not use the site north")]
    public async Task A_refusal_of_the_app_is_told(int status, string body, int expected, string reason)
    {
        using var sink = new HttpSink(_ => status) { Body = body };
        (await RunAsync(null, "sense.license.low", "--url", Root(sink))).ShouldBe(
            (expected, "", $"butler send: {reason}{Environment.NewLine}"));
    }

    private static string Root(HttpSink sink) => sink.Url.GetLeftPart(UriPartial.Authority);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string? key, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var command = SendCommand.Create(TimeProvider.System, name => name == "BUTLER_KEY" ? key : null);
        var code = await command.Parse(arguments).InvokeAsync(
            new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
