using System.Diagnostics;
using System.Diagnostics.Metrics;
using Butler.Core.Secrets;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Telemetry;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.RelayAgent.Tests.Journal;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Telemetry;

public sealed class RelayInstrumentsTests
{
    [Fact]
    public void The_instruments_show_what_the_relay_counts()
    {
        using var source = new ActivitySource("test");
        using var meter = new Meter("test");
        using var run = new JournalRun(new CrashDisk());
        var time = new FakeTime();
        var counts = Counts();
        var forwarder = new Forwarder(
            run.Journal, new SenseEvents("main", "relay1", null, new SenseClock(TimeZoneInfo.Utc), Redaction.None), new NoEnricher(),
            new FakeServiceBus(), new RejectedStore("."), counts, new ForwardingTelemetry(source, meter, time), time, new Random(1),
            NullLogger<Forwarder>.Instance);
        run.Append("one", "two", "three");
        _ = new RelayInstruments(meter, counts, run.Journal, forwarder, time);
        using var reading = new MeterReading(meter);

        reading.Read().ShouldBe([
            "butler.relay.received [{datagram}] 3",
            "butler.relay.empty [{datagram}] 1",
            "butler.relay.accepted [{datagram}] 20",
            "butler.relay.refused [{datagram}] 1 (butler.reason=source)",
            "butler.relay.refused [{datagram}] 2 (butler.reason=rate)",
            "butler.relay.refused [{datagram}] 1 (butler.reason=size)",
            "butler.relay.refused [{datagram}] 5 (butler.reason=full)",
            "butler.relay.kernel_drops [{datagram}] 7",
            "butler.relay.mirror_drops [{datagram}] 4",
            "butler.relay.unparsed [{event}] 6",
            "butler.relay.forwarded [{event}] 17",
            "butler.relay.rejected [{event}] 1",
            "butler.relay.damaged [{datagram}] 0",
            "butler.relay.restarts [{restart}] 1",
            "butler.relay.waiting [{datagram}] 3",
            "butler.relay.waiting.age [s] 0",
        ]);
    }

    private static RelayCounts Counts()
    {
        var counts = new RelayCounts();
        counts.AddReceived();
        counts.AddReceived();
        counts.AddReceived();
        counts.AddEmpty();
        counts.AddAccepted(20);
        counts.AddRefused(9);
        counts.AddRefusedSource();
        counts.AddRefusedRate();
        counts.AddRefusedRate();
        counts.AddRefusedSize();
        counts.SetKernelDrops(7);
        counts.AddMirrorDrops(4);
        counts.AddUnparsed(6);
        counts.AddForwarded(17);
        counts.AddRejected();
        counts.AddRestart();
        return counts;
    }
}
