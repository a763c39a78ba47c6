using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.RelayAgent.Tests.Hosting;
using Butler.RelayAgent.Udp;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Telemetry;

/// <summary>Runs alone: the SDK listens to every source of our name in the process.</summary>
[CollectionDefinition(nameof(RelayTelemetryTests), DisableParallelization = true)]
public sealed class RelayTelemetryCollection;

/// <summary>A whole relay whose traces and metrics a collector receives.</summary>
[Collection(nameof(RelayTelemetryTests))]
public sealed class RelayTelemetryTests : IDisposable
{
    private const string Failed =
        @"/scheduler-task-failed/;node;t;a;FABRIKAM\jane.doe;aaaaaaaa-9c2d-4d5e-8f60-718293a4b5c6;bbbbbbbb-9c2d-4d5e-8f60-718293a4b5c6;" +
        "2031-03-14 04:12:07,123;WARN;5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02;Max retries reached";

    private readonly string directory = Directory.CreateTempSubdirectory("butler-telemetry-").FullName;
    private readonly FakeServiceBus bus = new();

    [Fact]
    public async Task Traces_and_metrics_arrive_by_OTLP_and_hold_no_person_and_no_text()
    {
        using var collector = new HttpSink();
        var @event = await RunAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.GetLeftPart(UriPartial.Authority),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "team=analytics",
        });

        collector.Requests.Select(request => request.PathAndQuery).Distinct().ShouldBe(["/v1/traces", "/v1/metrics"], ignoreOrder: true);
        collector.Requests.ShouldAllBe(request => request.Headers["Content-Type"] == "application/x-protobuf");
        var traces = Bodies(collector, "/v1/traces");
        traces.ShouldContain("send events");
        traces.ShouldContain(@event.Id);
        foreach (var attribute in new[] { "butler-relay", "main/relay1", "butler.site", "butler.relay", "team", "analytics" })
        {
            traces.ShouldContain(attribute);
        }

        var metrics = Bodies(collector, "/v1/metrics");
        metrics.ShouldContain("butler.relay.received");
        metrics.ShouldContain("butler.relay.forward.duration");
        (traces + metrics).ShouldNotContain("jane.doe");
        (traces + metrics).ShouldNotContain("Max retries");
        @event.TraceParent.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_service_s_name_and_the_address_of_one_signal_can_be_set()
    {
        using var collector = new HttpSink();
        await RunAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = collector.Url.ToString(),
            ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] = "x-key=hunter2",
            ["OTEL_SERVICE_NAME"] = "our-relay",
        });

        var request = collector.Requests.ShouldHaveSingleItem();
        (request.PathAndQuery, request.Headers["x-key"]).ShouldBe(("/hook", "hunter2"));
        request.Body.ShouldContain("our-relay");
        request.Body.ShouldNotContain("butler-relay");
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_SERVICE_NAME", "our-relay")]
    public async Task Without_an_address_nothing_is_traced(string name, string value)
    {
        var @event = await RunAsync(new() { [name] = value });

        @event.TraceParent.ShouldBeNull();
        RelayBuilder.Create(Options(), variable => variable == name ? value : null).Services
            .Select(service => service.ServiceType.Assembly.GetName().Name).Distinct()
            .ShouldNotContain(assembly => assembly!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>Runs a relay that receives one datagram, from its start to its end.</summary>
    /// <returns>The event.</returns>
    private async Task<CloudEvent> RunAsync(Dictionary<string, string> environment)
    {
        await using var relay = RunningRelay.Start(Options(), bus, TimeProvider.System, environment.GetValueOrDefault);
        using (var sender = new UdpClient())
        {
            sender.Send(Encoding.UTF8.GetBytes(Failed), new IPEndPoint(IPAddress.Loopback, relay.Address.Port));
        }

        while (true)
        {
            var (queue, message) = await bus.NextAsync();
            if (queue == "events")
            {
                (await relay.StopAsync()).ShouldBe(0);
                return CloudEvent.Decode(message.Body.Span);
            }
        }
    }

    private RelayOptions Options() => new()
    {
        Relay = new RelayIdentity { Name = "relay1", Site = "main" },
        ServiceBus = new ServiceBusOptions
        {
            Connection = ServiceBusConnection.Parse(
                "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true"),
        },
        Udp = new UdpOptions { Listen = new ListenAddress(IPAddress.Loopback, 0) },
        Journal = new JournalOptions { Directory = directory },
    };

    private static string Bodies(HttpSink collector, string path) =>
        string.Concat(collector.Requests.Where(request => request.PathAndQuery == path).Select(request => request.Body));
}
