using System.Collections.Concurrent;
using Butler.Core.Destinations;
using Butler.Core.Time;

namespace Butler.Functions.Delivering;

/// <summary>
/// What this instance knows of its destinations, so that one that is away or slow holds up no other. After several passing failures in a row
/// a destination's circuit opens: nothing is sent there for a while, then one delivery at a time tries it, and the first success closes it.
/// A healthy destination costs a look into memory; after a restart all that is lost is learnt again.
/// </summary>
internal sealed partial class Circuits(TimeProvider time, Random random, ILogger<Circuits> logger)
{
    /// <summary>How many sends to one destination may be under way: half of what the host runs at once (<c>maxConcurrentCalls</c>).</summary>
    public const int MaxUnderWay = 4;

    /// <summary>How many passing failures in a row open a circuit.</summary>
    public const int MaxFailures = 5;

    /// <summary>Failures further apart than this are not in a row.</summary>
    private static readonly TimeSpan InARow = TimeSpan.FromMinutes(10);

    private static readonly Backoff Pauses = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));

    /// <summary>A destination may ask for a longer rest; it is looked at once an hour all the same.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);

    /// <summary>A send that has been under way for longer than this is slow, and nobody waits here for its place.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Circuit> circuits = new();

    /// <summary>The circuits that are open now, by destination.</summary>
    public IReadOnlyList<OpenCircuit> Open =>
        [.. circuits.Values.Select(c => c.State).OfType<OpenCircuit>().OrderBy(c => c.Channel, StringComparer.Ordinal)];

    /// <summary>Asks for a place. Whoever has been let in disposes of the pass when done.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="destination">Where it sends to, without any secret.</param>
    /// <param name="cancellationToken">Ends a short wait for a place at a healthy destination.</param>
    public async Task<CircuitPass> EnterAsync(string channel, string destination, CancellationToken cancellationToken)
    {
        var circuit = circuits.GetOrAdd($"{channel}\n{destination}", static (_, name) => new Circuit(name), channel);
        var place = new TaskCompletionSource<CircuitPass>(TaskCreationOptions.RunContinuationsAsynchronously);
        CircuitPass now;
        lock (circuit)
        {
            now = TryEnter(circuit, isNext: circuit.Waiting.Count == 0);
            if (!now.IsCrowded)
            {
                return now;
            }

            circuit.Waiting.Enqueue(place);
        }

        try
        {
            return await place.Task.WaitAsync(Slow, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (place.TrySetCanceled(CancellationToken.None))
            {
                if (e is TimeoutException)
                {
                    return now;
                }

                throw;
            }

            // A place was given in the same instant.
            return await place.Task;
        }
    }

    /// <summary>A pass; or why there is none, and for how long.</summary>
    private CircuitPass TryEnter(Circuit circuit, bool isNext)
    {
        lock (circuit)
        {
            var now = time.GetUtcNow();
            if (circuit.Until > now)
            {
                // Spread, so that not all that wait come back in one instant.
                return new CircuitPass(circuit.Until.Value - now + Spread(10), circuit.Reason);
            }

            if (circuit.Until is not null && circuit.UnderWay.Count > 0)
            {
                return new CircuitPass(TimeSpan.FromSeconds(5) + Spread(5), circuit.Reason);
            }

            if (circuit.UnderWay.Count >= MaxUnderWay || !isNext)
            {
                var oldest = circuit.UnderWay.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(circuit.UnderWay.Min());
                return new CircuitPass(TimeSpan.FromSeconds(2) + Spread(2), null) { IsCrowded = oldest < Slow };
            }

            var started = time.GetTimestamp();
            circuit.UnderWay.Add(started);
            return new CircuitPass(outcome => Leave(circuit, started, outcome)) { Started = started };
        }
    }

    private void Leave(Circuit circuit, long started, DeliveryOutcome? outcome)
    {
        lock (circuit)
        {
            circuit.UnderWay.Remove(started);
            switch (outcome)
            {
                case DeliveryOutcome.TryAgain again:
                    Failed(circuit, again);
                    break;
                case DeliveryOutcome.Relayed or null:
                    // Nothing is known of the destination yet.
                    break;
                default:
                    Answered(circuit);
                    break;
            }

            HandOver(circuit);
        }
    }

    /// <summary>Gives the free place to who has waited longest; where the circuit has opened, tells all that wait.</summary>
    private void HandOver(Circuit circuit)
    {
        while (circuit.Waiting.TryPeek(out var next))
        {
            var pass = next.Task.IsCompleted ? null : TryEnter(circuit, isNext: true);
            if (pass is { IsIn: false, Reason: null })
            {
                return;
            }

            circuit.Waiting.Dequeue();
            if (pass is not null && !next.TrySetResult(pass))
            {
                circuit.UnderWay.Remove(pass.Started);
            }
        }
    }

    private void Failed(Circuit circuit, DeliveryOutcome.TryAgain again)
    {
        var now = time.GetUtcNow();
        circuit.Failures = now - circuit.LastFailure > InARow ? 1 : circuit.Failures + 1;
        circuit.LastFailure = now;
        var wasOpen = circuit.Until is not null;
        if (circuit.Until > now && again.RetryAfter is null)
        {
            // Sent before the circuit opened: it says nothing new.
            return;
        }

        if (again.RetryAfter is { } rest && rest > TimeSpan.Zero)
        {
            var until = now + (rest < LongestRest ? rest : LongestRest);
            circuit.Until = circuit.Until is { } known && known > until ? known : until;
        }
        else if (wasOpen || circuit.Failures >= MaxFailures)
        {
            circuit.Until = now + Pauses.Pause(++circuit.Pauses, random);
        }
        else
        {
            return;
        }

        circuit.Since ??= now;
        circuit.Reason = again.Reason;
        Log.Opened(logger, circuit.Channel, circuit.Until ?? now, circuit.Failures, again.Reason);
    }

    /// <summary>It has answered, be it with a refusal: it is there.</summary>
    private void Answered(Circuit circuit)
    {
        if (circuit.Since is { } since)
        {
            Log.Closed(logger, circuit.Channel, time.GetUtcNow() - since);
        }

        (circuit.Failures, circuit.Pauses, circuit.Until, circuit.Since, circuit.Reason) = (0, 0, null, null, null);
    }

    private TimeSpan Spread(double seconds) => TimeSpan.FromSeconds(random.NextDouble() * seconds);

    private sealed class Circuit(string channel)
    {
        public string Channel => channel;

        /// <summary>When each of the sends under way began.</summary>
        public List<long> UnderWay { get; } = [];

        /// <summary>Who waits for a place at a healthy destination, in order.</summary>
        public Queue<TaskCompletionSource<CircuitPass>> Waiting { get; } = new();

        public int Failures { get; set; }

        public DateTimeOffset LastFailure { get; set; }

        /// <summary>How often in a row it was opened.</summary>
        public int Pauses { get; set; }

        /// <summary>Null while closed; in the past when the next send is to try the destination.</summary>
        public DateTimeOffset? Until { get; set; }

        public DateTimeOffset? Since { get; set; }

        public string? Reason { get; set; }

        public OpenCircuit? State
        {
            get
            {
                lock (this)
                {
                    return Until is { } until ? new OpenCircuit(channel, Since ?? until, until, Reason ?? "") : null;
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} gets nothing until {Until:HH:mm:ss}, its alerts wait ({Failures} failures in a row: {Reason})")]
        public static partial void Opened(ILogger logger, string channel, DateTimeOffset until, int failures, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Channel} answers again after {Lasted}")]
        public static partial void Closed(ILogger logger, string channel, TimeSpan lasted);
    }
}

/// <summary>A destination that gets nothing just now.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Until">When it is tried next, UTC.</param>
/// <param name="Reason">What it answered last, without any secret.</param>
internal sealed record OpenCircuit(string Channel, DateTimeOffset Since, DateTimeOffset Until, string Reason);

/// <summary>Whether a delivery may go to its destination now.</summary>
internal sealed class CircuitPass : IDisposable
{
    private readonly Action<DeliveryOutcome?>? leave;
    private DeliveryOutcome? outcome;

    public CircuitPass(TimeSpan wait, string? reason) => (Wait, Reason) = (wait, reason);

    public CircuitPass(Action<DeliveryOutcome?> leave) => this.leave = leave;

    /// <summary>Whether it has a place.</summary>
    public bool IsIn => leave is not null;

    /// <summary>Without a place: after what time to ask again.</summary>
    public TimeSpan Wait { get; }

    /// <summary>Without a place: what the destination answered last; null where it is only busy.</summary>
    public string? Reason { get; }

    /// <summary>Whether a place will be free in a moment.</summary>
    public bool IsCrowded { get; init; }

    /// <summary>When it was let in, as a time stamp.</summary>
    public long Started { get; init; }

    /// <summary>What became of the send.</summary>
    public void Report(DeliveryOutcome sent) => outcome = sent;

    /// <summary>Gives the place back; without an outcome nothing was learnt.</summary>
    public void Dispose() => leave?.Invoke(outcome);
}
