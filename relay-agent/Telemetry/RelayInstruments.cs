using System.Diagnostics.Metrics;
using Butler.Core.Telemetry;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Telemetry;

/// <summary>
/// The counters of the relay as instruments, which read what the relay counts anyway. The instruments exist as long as the meter.
/// </summary>
internal sealed class RelayInstruments
{
    private readonly RelayCounts counts;
    private readonly Forwarder forwarder;
    private readonly TimeProvider time;

    public RelayInstruments(Meter meter, RelayCounts counts, DatagramJournal journal, Forwarder forwarder, TimeProvider time)
    {
        this.counts = counts;
        this.forwarder = forwarder;
        this.time = time;
        meter.CreateObservableCounter(
            "butler.relay.received", () => counts.Received, "{datagram}", "Datagrams received from the socket.");
        meter.CreateObservableCounter(
            "butler.relay.empty", () => counts.Empty, "{datagram}", "Received datagrams without content, which are ignored.");
        meter.CreateObservableCounter(
            "butler.relay.accepted", () => counts.Accepted, "{datagram}", "Datagrams written to the journal.");
        meter.CreateObservableCounter("butler.relay.refused", Refused, "{datagram}", "Refused datagrams, by reason.");
        meter.CreateObservableCounter(
            "butler.relay.kernel_drops", () => counts.KernelDrops, "{datagram}", "Datagrams that the kernel dropped; read each minute.");
        meter.CreateObservableCounter(
            "butler.relay.mirror_drops", () => counts.MirrorDrops, "{datagram}", "Dropped copies for other receivers.");
        meter.CreateObservableCounter("butler.relay.unparsed", () => counts.Unparsed, "{event}", "Events sent as sense.unparsed.");
        meter.CreateObservableCounter("butler.relay.forwarded", () => counts.Forwarded, "{event}", "Events that Service Bus has.");
        meter.CreateObservableCounter(
            "butler.relay.rejected", () => counts.Rejected, "{event}", "Events stored on disk because Service Bus does not accept them.");
        meter.CreateObservableCounter(
            "butler.relay.damaged", () => journal.Damaged, "{datagram}", "Datagrams of the journal that were damaged on disk.");
        meter.CreateObservableCounter(
            "butler.relay.restarts", () => counts.Restarts, "{restart}", "How often a part of the relay failed and was started again.");
        meter.CreateObservableUpDownCounter(
            "butler.relay.waiting", () => journal.Waiting, "{datagram}", "Datagrams in the journal that are not forwarded yet.");
        meter.CreateObservableGauge("butler.relay.waiting.age", OldestAge, "s", "The age of the oldest waiting datagram.");
    }

    private IEnumerable<Measurement<long>> Refused() =>
    [
        Of(counts.RefusedSource, "source"),
        Of(counts.RefusedRate, "rate"),
        Of(counts.RefusedSize, "size"),
        Of(Math.Max(0, counts.Refused - counts.RefusedSource - counts.RefusedRate - counts.RefusedSize), "full"),
    ];

    private double OldestAge() =>
        forwarder.OldestWaiting is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : 0;

    private static Measurement<long> Of(long value, string reason) =>
        new(value, new KeyValuePair<string, object?>(TelemetryNames.Reason, reason));
}
