using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Butler.Core.Secrets;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Forwarding;

public sealed class ForwardingTelemetryTests
{
    [Fact]
    public void Without_a_listener_a_datagram_costs_no_memory()
    {
        using var source = new ActivitySource("test");
        using var meter = new Meter("test");
        var telemetry = new ForwardingTelemetry(source, meter, new FakeTime());
        var record = new JournalRecord(
            1, new FakeTime().GetUtcNow(), new IPEndPoint(IPAddress.Loopback, 1), "no datagram of Sense"u8.ToArray());
        var made = new SenseEvents("main", "relay1", null, new SenseClock(TimeZoneInfo.Utc), Redaction.None).Make(record);
        var outgoing = Outgoing.Of(record, made, span: null);
        Once();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Once();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Once()
        {
            telemetry.Start(record).ShouldBeNull();
            telemetry.End(outgoing, ForwardingOutcome.Forwarded);
        }
    }
}
