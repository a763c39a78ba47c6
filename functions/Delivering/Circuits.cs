using System.Collections.Concurrent;
using Butler.Core.Destinations;
using Butler.Core.Time;

namespace Butler.Functions.Delivering;

/// <summary>
/// Tracks the destinations in this instance, so that an unavailable or slow one does not delay the others. After several temporary failures
/// in a row a destination's circuit opens: nothing is sent for a while, then one delivery at a time tries, and the first success closes the
/// circuit. A healthy destination costs only a memory lookup. A restart loses this state, and the instance learns it again.
/// </summary>
internal sealed partial class Circuits(TimeProvider time, Random random, ILogger<Circuits> logger)
{
    /// <summary>
    /// The maximum number of concurrent sends to a destination that is new, fails or is slow. Each fast answer allows one more.
    /// </summary>
    public const int MinUnderWay = 4;

    /// <summary>
    /// The maximum number of concurrent sends to any destination: half of the host's concurrent calls (<c>maxConcurrentCalls</c>).
    /// </summary>
    public const int MaxUnderWay = 16;

    /// <summary>How many temporary failures in a row open a circuit.</summary>
    public const int MaxFailures = 5;

    /// <summary>The maximum time between two failures in a row.</summary>
    private static readonly TimeSpan InARow = TimeSpan.FromMinutes(10);

    private static readonly Backoff Pauses = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));

    /// <summary>The maximum pause: even if a destination asks for a longer one, it is tried once an hour.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);

    /// <summary>A send that takes longer than this is slow, and other deliveries do not wait for its place.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Circuit> circuits = new();

    /// <summary>The circuits that are open now, by destination.</summary>
    public IReadOnlyList<OpenCircuit> Open =>
        [.. circuits.Values.Select(c => c.State).OfType<OpenCircuit>().OrderBy(c => c.Channel, StringComparer.Ordinal)];

    /// <summary>Requests a place. The caller must dispose of the pass after the send.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="destination">The destination, without secrets.</param>
    /// <param name="cancellationToken">Cancels a short wait for a place at a healthy destination.</param>
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

            // A place became free at the same moment.
            return await place.Task;
        }
    }

    /// <summary>Returns a pass, or the reason and the time to wait.</summary>
    private CircuitPass TryEnter(Circuit circuit, bool isNext)
    {
        lock (circuit)
        {
            var now = time.GetUtcNow();
            if (circuit.Until > now)
            {
                // Adds jitter, so that waiting deliveries do not return at the same moment.
                return new CircuitPass(circuit.Until.Value - now + Spread(10), circuit.Reason);
            }

            if (circuit.Until is not null && circuit.UnderWay.Count > 0)
            {
                return new CircuitPass(TimeSpan.FromSeconds(5) + Spread(5), circuit.Reason);
            }

            if (circuit.UnderWay.Count >= circuit.Places || !isNext)
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
            circuit.Places = outcome switch
            {
                DeliveryOutcome.Relayed or null => circuit.Places,
                DeliveryOutcome.TryAgain => MinUnderWay,
                _ when time.GetElapsedTime(started) < Slow => Math.Min(circuit.Places + 1, MaxUnderWay),
                _ => Math.Max(circuit.Places / 2, MinUnderWay),
            };
            switch (outcome)
            {
                case DeliveryOutcome.TryAgain again:
                    Failed(circuit, again);
                    break;
                case DeliveryOutcome.Relayed or null:
                    // The state of the destination is unknown.
                    break;
                default:
                    Answered(circuit);
                    break;
            }

            HandOver(circuit);
        }
    }

    /// <summary>Gives the free place to the longest waiting delivery; when the circuit has opened, rejects all waiting ones.</summary>
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
            // The delivery was sent before the circuit opened, so its failure is not new.
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

    /// <summary>The destination has answered, perhaps with a refusal: it is available.</summary>
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

        /// <summary>The maximum number of concurrent sends: it follows the destination's answers.</summary>
        public int Places { get; set; } = MinUnderWay;

        /// <summary>The start of each current send.</summary>
        public List<long> UnderWay { get; } = [];

        /// <summary>The deliveries that wait for a place at a healthy destination, in order.</summary>
        public Queue<TaskCompletionSource<CircuitPass>> Waiting { get; } = new();

        public int Failures { get; set; }

        public DateTimeOffset LastFailure { get; set; }

        /// <summary>How often in a row the circuit was opened.</summary>
        public int Pauses { get; set; }

        /// <summary>The end of the pause; null while closed. In the past: the next send tries the destination.</summary>
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
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Channel} is paused until {Until:HH:mm:ss}; its alerts wait ({Failures} failures in a row: {Reason})")]
        public static partial void Opened(ILogger logger, string channel, DateTimeOffset until, int failures, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Channel} answers again after {Lasted}")]
        public static partial void Closed(ILogger logger, string channel, TimeSpan lasted);
    }
}

/// <summary>A destination to which nothing is sent at the moment.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Since">The start of the pause, UTC.</param>
/// <param name="Until">The next attempt, UTC.</param>
/// <param name="Reason">The last answer, without secrets.</param>
internal sealed record OpenCircuit(string Channel, DateTimeOffset Since, DateTimeOffset Until, string Reason);

/// <summary>The permission to send a delivery now, or the reason to wait.</summary>
internal sealed class CircuitPass : IDisposable
{
    private readonly Action<DeliveryOutcome?>? leave;
    private DeliveryOutcome? outcome;

    public CircuitPass(TimeSpan wait, string? reason) => (Wait, Reason) = (wait, reason);

    public CircuitPass(Action<DeliveryOutcome?> leave) => this.leave = leave;

    /// <summary>Whether the delivery has a place.</summary>
    public bool IsIn => leave is not null;

    /// <summary>Without a place: the time to wait before the next request.</summary>
    public TimeSpan Wait { get; }

    /// <summary>Without a place: the last answer of the destination; null when it is only busy.</summary>
    public string? Reason { get; }

    /// <summary>Whether a place will be free soon.</summary>
    public bool IsCrowded { get; init; }

    /// <summary>The time of admission, as a time stamp.</summary>
    public long Started { get; init; }

    /// <summary>Records the outcome of the send.</summary>
    public void Report(DeliveryOutcome sent) => outcome = sent;

    /// <summary>Releases the place; without an outcome the circuit does not change.</summary>
    public void Dispose() => leave?.Invoke(outcome);
}
