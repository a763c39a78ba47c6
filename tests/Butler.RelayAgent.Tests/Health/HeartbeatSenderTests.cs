using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Secrets;
using Butler.Core.Telemetry;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.RelayAgent.Tests.Journal;
using Butler.RelayAgent.Udp;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Health;

public sealed class HeartbeatSenderTests : IDisposable
{
    private readonly FakeTime time = new();
    private readonly FakeServiceBus serviceBus = new();
    private readonly RelayCounts counts = new();
    private readonly RecordingLogger<HeartbeatSender> log = new();
    private readonly JournalRun run = new(new CrashDisk());
    private readonly System.Net.Sockets.Socket socket = UdpSocket.Bind(new ListenAddress(System.Net.IPAddress.Loopback, 0));
    private readonly ActivitySource source = new(TelemetryNames.Source);
    private readonly Meter meter = new(TelemetryNames.Source);
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task The_first_heartbeat_goes_at_once_and_the_next_after_a_minute()
    {
        run.Append("a", "b");
        counts.AddAccepted(2);
        counts.AddRefused(3);
        var sending = Start();
        var started = time.GetUtcNow();

        var (queue, first) = await serviceBus.NextAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        var (_, second) = await serviceBus.NextAsync();
        await StopAsync(sending);

        (queue, first.Label, first.TimeToLive).ShouldBe(("replies", "heartbeat", TimeSpan.FromMinutes(3)));
        second.MessageId.ShouldNotBe(first.MessageId);
        var heartbeat = JsonSerializer.Deserialize(first.Body.Span, RelayJson.Default.Heartbeat)!;
        JsonSerializer.Serialize(heartbeat with { Version = "", Warnings = [] }, RelayJson.Default.Heartbeat)
            .ShouldBe(JsonSerializer.Serialize(
            new Heartbeat
            {
                Site = "main",
                Relay = "relay1",
                Environment = "prod",
                Version = "",
                Started = started,
                Time = started,
                Counters = new RelayCounters { Accepted = 2, Refused = 3, Waiting = 2 },
            },
            RelayJson.Default.Heartbeat));
        heartbeat.Warnings.ShouldBe(["3 datagrams were refused since the last heartbeat: the journal was full or did not keep up"]);
        JsonSerializer.Deserialize(second.Body.Span, RelayJson.Default.Heartbeat)!.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Counters_are_logged_only_when_they_changed()
    {
        counts.AddReceived();
        var sending = Start();
        await serviceBus.NextAsync();
        for (var minute = 0; minute < 3; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await serviceBus.NextAsync();
        }

        await StopAsync(sending);
        log.Lines.ShouldBe(
        [
            "Information: Datagrams since the start: 1 received, 0 accepted, 0 refused, 0 empty, 0 dropped by the kernel; 0 unparsed, 0 "
                + "forwarded, 0 rejected, 0 waiting",
        ]);
    }

    [Fact]
    public async Task Heartbeats_that_fail_are_told_once_and_once_when_they_go_again()
    {
        for (var i = 0; i < 4; i++)
        {
            serviceBus.Faults.Enqueue(new BusException(ServiceBusFault.Unavailable, "nobody answers"));
        }

        var sending = Start();
        for (var minute = 0; minute < 4; minute++)
        {
            await Until(() => serviceBus.Calls > minute);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        await serviceBus.NextAsync();
        await StopAsync(sending);
        log.Lines.ShouldBe(
            ["Warning: The heartbeat could not be sent: nobody answers", "Information: Heartbeats are sent again, after 00:04:00"]);
    }

    public void Dispose()
    {
        stop.Dispose();
        source.Dispose();
        meter.Dispose();
        socket.Dispose();
        run.Dispose();
    }

    private static async Task Until(Func<bool> done)
    {
        while (!done())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task Start()
    {
        var relay = new RelayIdentity { Name = "relay1", Site = "main", Environment = "prod" };
        var forwarder = new Forwarder(
            run.Journal, new SenseEvents("main", "relay1", null, new SenseClock(TimeZoneInfo.Utc), Redaction.None), new NoEnricher(),
            serviceBus, new RejectedStore("."),
            counts, new ForwardingTelemetry(source, meter, time), time, new Random(1), NullLogger<Forwarder>.Instance);
        var status = new RelayStatus(
            relay, new UdpOptions(), counts, run.Journal, forwarder, new KernelDrops(socket), [], [], [], time,
            NullLogger<RelayStatus>.Instance);
        return new HeartbeatSender(status, serviceBus, time, log).RunAsync(stop.Token);
    }

    private async Task StopAsync(Task sending)
    {
        await stop.CancelAsync();
        await sending;
    }
}
