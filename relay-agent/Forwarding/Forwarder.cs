using System.Diagnostics;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Time;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Events;
using Microsoft.Extensions.Logging;
using Polly;

namespace Butler.RelayAgent.Forwarding;

/// <summary>
/// Sends the datagrams in the journal to Service Bus in the order of arrival, until the relay stops. A batch is acknowledged when the
/// service has accepted it, and the events that it cannot accept are stored on disk. The look-ups in Sense run in parallel for several
/// events, ahead of the sending.
/// </summary>
internal sealed partial class Forwarder(
    DatagramJournal journal,
    SenseEvents events,
    IEnricher enricher,
    IServiceBus serviceBus,
    RejectedStore rejectedStore,
    RelayCounts counts,
    ForwardingTelemetry telemetry,
    TimeProvider time,
    Random random,
    ILogger<Forwarder> logger,
    UnparsedNotice? notice = null) : ILoop
{
    /// <summary>The queue for events.</summary>
    public const string Queue = "events";

    private const int MaxInBatch = 100;

    /// <summary>A send that takes longer than this has failed.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How long a running send may continue while the relay stops.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    /// <summary>How often an idle forwarder checks the journal, even without a signal.</summary>
    private static readonly TimeSpan RestAtMost = TimeSpan.FromSeconds(30);

    private readonly QuietLog trouble = new(time);
    private readonly MemoryTrim memory = new();
    private ResiliencePipeline? attempts;
    private long oldestWaitingTicks;
    private int underWay;

    /// <summary>Reports when events were forwarded, an attempt failed for a known reason, or there is nothing to do.</summary>
    public LoopProgress Progress { get; } = new("forwarder", time);

    /// <summary>When the oldest waiting datagram was received; null when none waits.</summary>
    public DateTimeOffset? OldestWaiting =>
        Volatile.Read(ref oldestWaitingTicks) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>How many events are being enriched or sent.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <summary>A warning for the operator; null when there is no problem.</summary>
    public string? Warning { get; private set; }

    /// <summary>Forwards until the relay stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var reader = new JournalReader(journal);
        var upcoming = new Queue<Upcoming>();
        Task? arrival = null;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await ReadAheadAsync(reader, upcoming, stopping);
                if (upcoming.TryPeek(out var next) && next.Event.IsCompleted)
                {
                    await ForwardAsync(upcoming, stopping);
                    continue;
                }

                if (next is null)
                {
                    Progress.Report();
                    memory.Rest();
                }

                arrival ??= journal.Arrived.WaitAsync(stopping);
                var something = next is null ? arrival : upcoming.Count < Room ? Task.WhenAny(arrival, next.Event) : next.Event;
                await something.WaitAsync(RestAtMost, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stopping.ThrowIfCancellationRequested();
                arrival = arrival.IsCompleted ? null : arrival;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Unacknowledged events are sent again after the next start; duplicate detection drops repeats by message id.
        }
    }

    private int Room => Math.Min(MaxInBatch, enricher.SideBySide);

    /// <summary>Starts to enrich new events, as far as there is room.</summary>
    private async Task ReadAheadAsync(JournalReader reader, Queue<Upcoming> upcoming, CancellationToken stopping)
    {
        if (upcoming.Count >= Room)
        {
            return;
        }

        var records = new List<JournalRecord>();
        await TryAsync(() => { reader.Read(records, Room - upcoming.Count); return Task.CompletedTask; }, stopping);
        foreach (var record in records)
        {
            var kept = record with { Datagram = record.Datagram.ToArray() }; // the reader's own buffer is valid until its next read
            upcoming.Enqueue(Start(kept, stopping));
        }

        Note(upcoming);
    }

    /// <summary>Starts a record's span and look-ups. The span is the current one for these look-ups only.</summary>
    private Upcoming Start(JournalRecord record, CancellationToken stopping)
    {
        var span = telemetry.Start(record);
        try
        {
            return new Upcoming(record, EnrichAsync(Make(record, span?.Id), stopping), span);
        }
        finally
        {
            if (span is not null)
            {
                Activity.Current = null;
            }
        }
    }

    /// <summary>A datagram that causes a defect is sent as unparsed, so that it does not block later ones.</summary>
    private SenseEvent Make(JournalRecord record, string? traceParent)
    {
        try
        {
            return events.Make(record, traceParent);
        }
        catch (Exception defect)
        {
            Log.NotMade(logger, defect, record.Sequence);
            return events.Unparsed(
                record, $"the relay could not read it ({defect.GetType().Name}); see the relay's log", traceParent);
        }
    }

    /// <summary>An alert without details is better than none.</summary>
    private async Task<SenseEvent> EnrichAsync(SenseEvent made, CancellationToken stopping)
    {
        try
        {
            return await enricher.EnrichAsync(made, stopping);
        }
        catch (Exception defect) when (!stopping.IsCancellationRequested)
        {
            Log.NotEnriched(logger, defect, made.Event.Id);
            return made;
        }
    }

    /// <summary>
    /// Sends and acknowledges the first ready events; an event whose look-up is running delays later ones, within its budget.
    /// </summary>
    private async Task ForwardAsync(Queue<Upcoming> upcoming, CancellationToken stopping)
    {
        var batch = new List<Outgoing>();
        while (batch.Count < MaxInBatch && upcoming.TryPeek(out var next) && next.Event.IsCompleted)
        {
            batch.Add(Outgoing.Of(next.Record, await next.Event, next.Span));
            upcoming.Dequeue();
        }

        await SendWholeAsync(batch, stopping);
        journal.Acknowledge(batch[^1].Record.Sequence);
        Progress.Report();
        memory.Worked(batch.Count);
        Note(upcoming);
    }

    /// <summary>Notes what is under way, for those who ask.</summary>
    private void Note(Queue<Upcoming> upcoming)
    {
        Volatile.Write(ref oldestWaitingTicks, upcoming.TryPeek(out var oldest) ? oldest.Record.Received.UtcTicks : 0);
        Volatile.Write(ref underWay, upcoming.Count);
    }

    private async Task SendWholeAsync(List<Outgoing> batch, CancellationToken stopping)
    {
        var refused = await SendAsync(batch, stopping);
        foreach (var forwarded in batch.Where(each => !refused.Exists(one => ReferenceEquals(one.Outgoing, each))))
        {
            telemetry.End(forwarded, ForwardingOutcome.Forwarded);
        }

        foreach (var (outgoing, reason) in refused)
        {
            await SendShortenedAsync(outgoing, reason, stopping);
        }

        counts.AddForwarded(batch.Count - refused.Count);
        foreach (var unparsed in batch.Where(each => each.IsUnparsed))
        {
            counts.AddUnparsed(1);
            notice?.Warn(unparsed.Record.Sender.Address, unparsed.Event.Event);
        }
    }

    /// <summary>Sends events that are too large once more, shortened; events that are refused again are stored on disk.</summary>
    private async Task SendShortenedAsync(Outgoing outgoing, string reason, CancellationToken stopping)
    {
        var shortened = outgoing.Shortened();
        var again = await SendAsync([shortened], stopping);
        if (again is [])
        {
            Log.Shortened(logger, outgoing.Message.MessageId, reason);
            counts.AddForwarded(1);
            telemetry.End(shortened, ForwardingOutcome.Shortened);
            return;
        }

        var rejected = outgoing.Rejected(Queue, again[0].Reason, time.GetUtcNow());
        await TryAsync(
            () =>
            {
                var path = rejectedStore.Keep(rejected);
                Log.SetAside(logger, outgoing.Message.MessageId, rejected.Reason, path);
                return Task.CompletedTask;
            },
            stopping);
        counts.AddRejected();
        telemetry.End(outgoing, ForwardingOutcome.Rejected);
    }

    private async Task<List<(Outgoing Outgoing, string Reason)>> SendAsync(List<Outgoing> batch, CancellationToken stopping)
    {
        var messages = batch.ConvertAll(each => each.Message);
        IReadOnlyList<RejectedMessage> rejected = [];
        await TryAsync(
            async () =>
            {
                using var patience = new CancellationTokenSource(SendTimeout, time);
                using var hurry = stopping.Register(() => patience.CancelAfter(StopTimeout));
                rejected = await serviceBus.SendBatchAsync(Queue, messages, patience.Token);
            },
            stopping);
        return [.. rejected.Select(each => (batch.First(outgoing => ReferenceEquals(outgoing.Message, each.Message)), each.Reason))];
    }

    /// <summary>Repeats an action until it succeeds, with a limited number of log lines.</summary>
    private async Task TryAsync(Func<Task> action, CancellationToken stopping)
    {
        attempts ??= Resilience.Retries(
            new RetryRules
            {
                IsPassing = fault => fault is BusException or IOException or OperationCanceledException,
                Pause = (failures, fault) => RetryPauses.After(failures, fault, random),
                OnRetry = Report,
            },
            time);
        await attempts.ExecuteAsync(async _ => await action(), stopping);
        Recovered();
    }

    private void Report(Exception fault, TimeSpan pause)
    {
        Progress.Report(pause);
        Warning = fault is OperationCanceledException ? "Service Bus did not answer in time" : fault.Message;
        if (trouble.IsDue())
        {
            Log.NotForwarding(logger, journal.Waiting, pause.TotalSeconds, Warning);
        }
    }

    private void Recovered()
    {
        Warning = null;
        if (trouble.End() is { } lasted)
        {
            Log.ForwardingAgain(logger, lasted, journal.Waiting);
        }
    }

    private sealed record Upcoming(JournalRecord Record, Task<SenseEvent> Event, Activity? Span);

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Warning,
            "Events are not forwarded, {Waiting} wait in the journal; the next attempt is in {Seconds:0.0} s: {Problem}")]
        public static partial void NotForwarding(ILogger logger, long waiting, double seconds, string problem);

        [LoggerMessage(2, LogLevel.Information, "Events are forwarded again, after {Lasted}; {Waiting} wait in the journal")]
        public static partial void ForwardingAgain(ILogger logger, TimeSpan lasted, long waiting);

        [LoggerMessage(3, LogLevel.Warning, "Event {Id} was sent shortened, because Service Bus refused it whole: {Reason}")]
        public static partial void Shortened(ILogger logger, string id, string reason);

        [LoggerMessage(4, LogLevel.Error, "Event {Id} cannot be sent ({Reason}); it is stored in {Path}")]
        public static partial void SetAside(ILogger logger, string id, string reason, string path);

        [LoggerMessage(5, LogLevel.Error, "Datagram {Sequence} of the journal caused a defect; it is sent as sense.unparsed")]
        public static partial void NotMade(ILogger logger, Exception defect, long sequence);

        [LoggerMessage(6, LogLevel.Error, "Event {Id} could not be enriched because of a defect; it is sent without enrichment")]
        public static partial void NotEnriched(ILogger logger, Exception defect, string id);
    }
}
