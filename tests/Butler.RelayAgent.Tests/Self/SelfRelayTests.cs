using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.SelfReports;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.RelayAgent.Tests.Hosting;
using Butler.RelayAgent.Udp;
using Butler.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Tests.Self;

/// <summary>A whole relay that reports of itself.</summary>
public sealed class SelfRelayTests : IDisposable
{
    private const string Failing = "the heartbeat to 127.0.0.1 fails: answered 500 Internal Server Error";

    private readonly string directory = Directory.CreateTempSubdirectory("butler-self-").FullName;
    private readonly FakeTime time = new();
    private readonly FakeServiceBus bus = new();

    [Fact]
    public async Task Metrics_go_the_way_of_all_events_and_a_failing_heartbeat_is_a_warning()
    {
        using var sink = new HttpSink(_ => 500);
        var self = new SelfOptions
        {
            Metrics = new SelfMetricsOptions { Every = TimeSpan.FromSeconds(10) },
            Heartbeat = new PingOptions { Url = new Uri(sink.Url, "/s3cret-t0ken"), Every = TimeSpan.FromSeconds(10) },
        };
        await using var relay = RunningRelay.Start(Options(self), bus, time);
        await Eventually.TrueAsync(() => sink.Requests.Count > 0, "the heartbeat came");

        var sent = new List<(string Queue, QueueMessage Message)>();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                sent.AddRange(bus.TakeAll());
                return sent.Exists(each => each.Queue == "events") && Warnings(sent).Contains(Failing);
            },
            "metrics and a heartbeat with the warning are sent");

        var metrics = CloudEvent.Decode(sent.First(each => each.Queue == "events").Message.Body.Span);
        (metrics.Type, metrics.Subject, metrics.Site).ShouldBe((EventTypes.Metrics, "relay/r1", "main"));
        metrics.Data!.Value.GetProperty("processMemory").GetInt64().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Each_report_runs_in_a_loop_of_its_own_when_it_is_on(bool isOn, bool withQrs)
    {
        var self = isOn
            ? new SelfOptions
            {
                Metrics = new SelfMetricsOptions(),
                Heartbeat = new PingOptions { Url = new Uri("https://hc.example.com/x") },
            }
            : new SelfOptions();
        var options = Options(self) with { Qrs = withQrs ? new QrsOptions { Url = new Uri("http://sense:4242") } : null };
        await using var provider = RelayBuilder.Create(options, _ => null).Services.BuildServiceProvider();

        provider.GetServices<LoopProgress>().Select(loop => loop.Name).Where(name => name is "metrics" or "heartbeat out")
            .ShouldBe(isOn ? ["metrics", "heartbeat out"] : []);
        provider.GetServices<RelayAgent.Self.ICondition>().Count().ShouldBe(!isOn ? 0 : withQrs ? 3 : 2);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static IEnumerable<string> Warnings(IEnumerable<(string Queue, QueueMessage Message)> sent) => sent
        .Where(each => each.Queue == "replies")
        .SelectMany(each => JsonSerializer.Deserialize(each.Message.Body.Span, RelayJson.Default.Heartbeat)!.Warnings);

    private RelayOptions Options(SelfOptions self) => new()
    {
        Relay = new RelayIdentity { Name = "r1", Site = "main" },
        ServiceBus = new ServiceBusOptions
        {
            Connection = ServiceBusConnection.Parse(
                "Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true"),
        },
        Udp = new UdpOptions { Listen = new ListenAddress(System.Net.IPAddress.Loopback, 0) },
        Journal = new JournalOptions { Directory = directory },
        Self = self,
    };
}
