using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Cli.Send;
using Butler.Core.Webhooks;
using Butler.Local.QlikCloud;
using Butler.Local.QlikCloud.Tenants;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Cli.Tests.Send;

/// <summary><c>butler send cloud.reload.*</c> beside a running <c>butler up</c>, whose simulated Qlik Cloud knows the reload.</summary>
public sealed class SimulatedReloadTests : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string AnotherSecret = "fedcba9876543210fedcba9876543210";
    private readonly string data = Directory.CreateTempSubdirectory("butler-send-").FullName;
    private readonly HttpSink app = new(_ => 202);
    private string? environmentSecret = AnotherSecret;
    private QlikCloudSimulator cloud = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Http => app.Url.GetLeftPart(UriPartial.Authority);

    private Tenant Demo => cloud.Tenants.Find("demo")!;

    public async ValueTask InitializeAsync() => cloud = await QlikCloudSimulator.StartAsync(
        0, new TenantBehaviour { AllowLoopbackWebhooks = true }, TimeProvider.System, NullLoggerFactory.Instance, Cancelled);

    public async ValueTask DisposeAsync()
    {
        await cloud.DisposeAsync();
        app.Dispose();
        Directory.Delete(data, recursive: true);
    }

    [Fact(Timeout = 30_000)]
    public async Task Without_any_option_the_reload_is_known_and_its_event_comes_once()
    {
        Describe("demo");
        var (code, output, error) = await RunAsync("cloud.reload.failed");

        var reload = Demo.NewestReloads.First();
        (code, error, output).ShouldBe(
            (0, "", $"{Http}/api/webhooks/qlik-cloud/demo accepted cloud.reload.failed of reload {reload.Id}{Environment.NewLine}"));
        var request = app.Requests.Single();
        request.Headers["Qlik-Signature"].ShouldBe(QlikSignature.Sign(request.Bytes, Secret));
        var body = JsonNode.Parse(request.Body)!;
        ((string?)body["data"]!["id"], (string?)body["data"]!["errorMessage"], (string?)body["ownerid"], (string?)body["spaceid"]).ShouldBe(
            (reload.Id, "Table 'Budget_2031' not found", TenantIds.Short("demo/user/Ulla Berg"), TenantIds.Short("demo/space/Finance")));
        reload.Log!.ShouldContain("Table 'Budget_2031' not found");
    }

    [Fact(Timeout = 30_000)]
    public async Task The_simulators_own_webhooks_are_not_called()
    {
        Describe("demo");
        Demo.Webhooks.Put(new TenantWebhook
        {
            Id = "w1",
            Url = Http,
            EventTypes = ["com.qlik.v1.reload.finished"],
            Enabled = true,
            OwnerId = "u1",
            Created = default,
            Updated = default,
        });
        (await RunAsync("cloud.reload.succeeded")).Code.ShouldBe(0);
        app.Requests.Count.ShouldBe(1);
        Demo.Deliveries.All.ShouldBeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task Another_tenant_app_and_message_are_known_as_they_are_sent()
    {
        Describe("demo");
        (await RunAsync("cloud.reload.failed", "--tenant", "acme", "--app-id", "a9", "--message", "No connection", "--count", "2"))
            .Code.ShouldBe(0);

        var acme = cloud.Tenants.Find("acme")!;
        acme.NewestReloads.Take(2).Select(reload => (reload.Id, reload.AppId, reload.ErrorMessage)).ShouldBe(
            app.Requests.Select(request => JsonNode.Parse(request.Body)!["data"]!)
                .Select(sent => ((string)sent["id"]!, "a9", (string?)"No connection")),
            ignoreOrder: true);
        acme.NewestReloads.First().Log!.ShouldContain("No connection");
        app.Requests.Select(request => request.PathAndQuery).Distinct().ShouldBe(["/api/webhooks/qlik-cloud/acme"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_simulator_that_does_not_answer_is_named_and_the_event_is_sent()
    {
        Describe("demo", "http://127.0.0.1:9/");
        var (code, output, error) = await RunAsync("cloud.reload.failed");
        code.ShouldBe(0);
        output.ShouldStartWith($"{Http}/api/webhooks/qlik-cloud/demo accepted cloud.reload.failed of reload ");
        error.ShouldStartWith(
            "butler send: the simulated Qlik Cloud at http://127.0.0.1:9/ does not know the reload, so only the event is sent: ");
        ((string?)JsonNode.Parse(app.Requests.Single().Body)!["data"]!["errorMessage"]).ShouldBe("Sent by butler send");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_deployed_app_has_nothing_of_butler_up()
    {
        Describe("demo");
        (await RunAsync("cloud.reload.failed", "--url", Http)).Error.ShouldBe(
            "butler send: say whose event it is: --tenant NAME, as in qlikCloud.tenants" + Environment.NewLine);
        (await RunAsync("cloud.reload.failed", "--url", Http, "--tenant", "demo")).Code.ShouldBe(0);

        var request = app.Requests.Single();
        request.Headers["Qlik-Signature"].ShouldBe(QlikSignature.Sign(request.Bytes, AnotherSecret));
        cloud.Tenants.Names.ShouldBeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_given_configuration_has_tenants_of_its_own()
    {
        Describe(tenant: null);
        (await RunAsync("cloud.reload.failed")).Error.ShouldBe(
            "butler send: say whose event it is: --tenant NAME, as in qlikCloud.tenants" + Environment.NewLine);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(null, Secret)]
    [InlineData(AnotherSecret, AnotherSecret)]
    public async Task A_tenant_of_a_given_configuration_has_the_secret_of_the_environment_if_there_is_one(string? given, string expected)
    {
        Describe(tenant: null);
        environmentSecret = given;
        (await RunAsync("cloud.reload.failed", "--tenant", "acme")).Code.ShouldBe(0);
        var request = app.Requests.Single();
        request.Headers["Qlik-Signature"].ShouldBe(QlikSignature.Sign(request.Bytes, expected));
    }

    private void Describe(string? tenant, string? address = null)
    {
        var secretFile = Path.Combine(data, "qlik-webhook.key");
        File.WriteAllText(secretFile, Secret);
        File.WriteAllBytes(Path.Combine(data, "up.json"), JsonSerializer.SerializeToUtf8Bytes(new
        {
            pid = Environment.ProcessId,
            http = Http,
            qlikCloud = new { address = address ?? cloud.Address.AbsoluteUri, tenant, secretFile },
        }));
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await SendCommand.Create(TimeProvider.System, name => name == "QLIK_WEBHOOK_SECRET" ? environmentSecret : null)
            .Parse([.. arguments, "--data", data])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, Cancelled);
        return (code, output.ToString(), error.ToString());
    }
}
