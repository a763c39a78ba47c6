using System.Collections.Concurrent;
using System.Net;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.ServiceBus.Amqp;
using Butler.Core.Destinations;
using Butler.Local.ServiceBus;
using Butler.Local.ServiceBus.Queues;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Tests.Sense.Support;
using Butler.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Forwarding;

/// <summary>Going out by a web proxy that asks for a user; the names exist for the proxy alone.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("butler-proxy-").FullName;
    private readonly ForwardProxy proxy = new("relay:pass-word");
    private readonly ConcurrentQueue<string> arrived = new();
    private readonly TestCertificates certificates;
    private readonly WebApplication outside;

    public ProxyTests()
    {
        certificates = new TestCertificates(folder);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificates.Server));
        });
        outside = builder.Build();
        outside.Run(context =>
        {
            arrived.Enqueue($"{context.Request.Method} {context.Request.Scheme}://{context.Request.Host.Host}{context.Request.Path}");
            context.Response.StatusCode = 201;
            return Task.CompletedTask;
        });
    }

    private int HttpPort => new Uri(outside.Urls.First()).Port;

    private int HttpsPort => new Uri(outside.Urls.Last()).Port;

    private ProxyOptions Section => new() { Url = proxy.Url, Credentials = new NetworkCredential("relay", "pass-word") };

    public async ValueTask InitializeAsync() => await outside.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await outside.DisposeAsync();
        proxy.Dispose();
        certificates.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Deliveries_over_HTTPS_go_through_a_tunnel()
    {
        using var http = new HttpTransport(TimeProvider.System, Section.Create());

        var outcome = await http.SendAsync(Delivery(), TestContext.Current.CancellationToken);

        outcome.ShouldBeOfType<DeliveryOutcome.Sent>();
        proxy.Asked.ShouldBe([$"CONNECT hook.example.test:{HttpsPort}"]);
        arrived.ShouldBe(["POST https://hook.example.test/alerts"]);
    }

    [Fact]
    public async Task Events_go_to_Service_Bus_by_the_proxy()
    {
        await using var emulator = await ServiceBusEmulator.StartAsync(
            new EmulatorOptions { Port = 0, Queues = [new QueueOptions { Name = "events" }], SharedAccessKey = "YQ==" },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            TestContext.Current.CancellationToken);
        await using var bus = Bus(emulator.ConnectionString.Replace("127.0.0.1", "bus.example.test", StringComparison.Ordinal));

        await bus.SendAsync("events", new QueueMessage { MessageId = "m", Body = new byte[] { 1 } }, TestContext.Current.CancellationToken);

        proxy.Asked.ShouldBe([$"CONNECT bus.example.test:{emulator.Port}"]);
        emulator.Snapshot().Single().Active.ShouldBe(1);
    }

    [Fact]
    public async Task A_proxy_that_forbids_the_way_is_told_without_its_password()
    {
        proxy.Forbids = true;
        await using var bus = Bus("Endpoint=sb://ours.servicebus.windows.net;SharedAccessKeyName=a;SharedAccessKey=YQ==");

        var refused = await Should.ThrowAsync<BusException>(() =>
            bus.SendAsync("events", new QueueMessage { MessageId = "m", Body = new byte[] { 1 } }, TestContext.Current.CancellationToken));

        refused.Fault.ShouldBe(ServiceBusFault.Unavailable);
        refused.Message.ShouldContain("403");
        refused.Message.ShouldNotContain("pass-word");
        proxy.Asked.ShouldContain("CONNECT ours.servicebus.windows.net:443");
    }

    [Fact]
    public async Task A_proxy_that_asks_for_another_user_is_a_passing_fault_that_shows_no_password()
    {
        using var http = new HttpTransport(
            TimeProvider.System, (Section with { Credentials = new NetworkCredential("relay", "wrong-one") }).Create());

        var outcome = (await http.SendAsync(Delivery(), TestContext.Current.CancellationToken)).ShouldBeOfType<DeliveryOutcome.TryAgain>();

        outcome.Reason.ShouldContain("407");
        outcome.Reason.ShouldNotContain("wrong-one");
        (arrived.Count, proxy.Challenged > 0).ShouldBe((0, true));
    }

    [Fact]
    public async Task This_machine_is_reached_without_it()
    {
        using var http = new HttpTransport(TimeProvider.System, Section.Create());

        (await http.SendAsync(
            Delivery() with { Url = new Uri($"https://127.0.0.1:{HttpsPort}/alerts") },
            TestContext.Current.CancellationToken)).ShouldBeOfType<DeliveryOutcome.Sent>();

        proxy.Asked.ShouldBeEmpty();
    }

    private HttpDelivery Delivery() => new()
    {
        Url = new Uri($"https://hook.example.test:{HttpsPort}/alerts"),
        Method = "POST",
        Headers = new Dictionary<string, string>(),
        Body = "{}"u8.ToArray(),
        ContentType = "application/json",
        Trust = new HttpTrust(null, Insecure: true),
    };

    private AmqpServiceBus Bus(string connection) => new(
        ServiceBusConnection.Parse(connection), new AmqpOptions { Retries = 0, WebSockets = true, Proxy = Section.Create() });
}
