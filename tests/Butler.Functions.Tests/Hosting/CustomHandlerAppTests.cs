using System.Net;
using System.Text;
using Butler.Functions.Hosting;
using Butler.Functions.Tests.Support;
using Butler.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.Functions.Tests.Hosting;

/// <summary>The web server as the Functions host and the public meet it, on a real socket.</summary>
public sealed class CustomHandlerAppTests : IAsyncLifetime
{
    private readonly FakeTables tables = new();
    private readonly FakeBus bus = new(new FakeTime());
    private readonly HttpClient client = new();
    private WebApplication? app;

    public async ValueTask InitializeAsync()
    {
        app = CustomHandlerApp.Build(0, FunctionCatalog.Create("relay-1"), logs => new AppServices(new AppDependencies
        {
            Bus = bus,
            Tables = tables,
            ConfigurationText = new FakeConfiguration { Text = "channels: { a: { type: console } }\nroutes: [{ name: r, on: '*', send: [{ channel: a }] }]" },
            Logs = logs,
            Terminal = new StringWriter(),
        }));
        await app.StartAsync();
        client.BaseAddress = new Uri(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app!.DisposeAsync();
    }

    [Fact]
    public async Task The_readiness_probe_is_answered() =>
        (await client.GetAsync(new Uri("/", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    [Fact]
    public async Task A_trigger_payload_is_answered_with_a_JSON_body()
    {
        var answer = await PostAsync("/ProcessEvent", Payload(Sample.Event().Encode()));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("{}");
        bus.Sent.ShouldHaveSingleItem().Queue.ShouldBe("deliveries");
    }

    [Fact]
    public async Task A_timer_payload_is_answered_too() =>
        (await (await PostAsync("/Sweep", """{"Data":{"timer":{}},"Metadata":{}}""")).Content.ReadAsStringAsync()).ShouldBe("{}");

    [Fact]
    public async Task While_Service_Bus_is_away_a_queue_function_fails_so_that_its_message_stays()
    {
        bus.Away = true;
        (await PostAsync("/ProcessEvent", Payload(Sample.Event().Encode()))).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task A_public_request_cannot_pass_itself_off_as_a_trigger()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ProcessEvent") { Content = new StringContent(Payload(Sample.Event().Encode())) };
        request.Headers.Add("x-ms-invocation-id", Guid.NewGuid().ToString());
        (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        bus.Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/ProcessEvent")]
    [InlineData("/api")]
    [InlineData("/healthz")]
    [InlineData("/anything")]
    public async Task There_is_no_catch_all(string path) =>
        (await PostAsync(path, "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task What_is_no_payload_is_a_client_error() =>
        (await PostAsync("/Deliver", "nonsense")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Health_is_open_and_says_little() =>
        (await client.GetStringAsync(new Uri("/api/healthz", UriKind.Relative))).ShouldBe("""{"status":"ok","version":"0.1.0","configuration":"ok"}""");

    private static string Payload(byte[] body) =>
        $$$"""{"Data":{"message":"{{{Convert.ToBase64String(body)}}}"},"Metadata":{"MessageId":"\"m\"","DeliveryCount":"1"}}""";

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
}
