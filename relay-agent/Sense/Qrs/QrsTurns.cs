namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>
/// Limits the concurrent requests to the repository service, which the hub and the schedulers use too. The limit follows the service's
/// answers: a round of fast answers allows one request more; an answer that takes several times as long as the fastest of its kind, or a
/// failure, takes a quarter away. In other words: additive increase, multiplicative decrease.
/// </summary>
/// <param name="most">The maximum limit.</param>
/// <param name="time">The clock.</param>
internal sealed class QrsTurns(int most, TimeProvider time)
{
    /// <summary>The limit at the start, if the maximum allows it.</summary>
    public const int First = 8;

    private const int Least = 2;

    /// <summary>An answer is slow if it takes this many times as long as the fastest one, plus <see cref="Slack"/>.</summary>
    private const int SlowFactor = 4;

    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(20);

    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource> waiting = [];
    private readonly Dictionary<string, Fastest> fastest = new(StringComparer.Ordinal);
    private int underWay;
    private int answersOfRound;
    private bool isReduced;

    /// <summary>The limit now.</summary>
    public int Limit { get; private set; } = Math.Min(First, most);

    /// <summary>Waits for a turn.</summary>
    /// <param name="kind">What is asked for, such as <c>reloadtask</c>: only answers of one kind are compared.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Turn> TakeAsync(string kind, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (gate)
        {
            if (underWay < Limit)
            {
                underWay++;
                return new Turn(this, kind, time.GetTimestamp());
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.AddLast(turn);
        }

        await using var end = cancellationToken.Register(() => Leave(turn, cancellationToken));
        await turn.Task;
        return new Turn(this, kind, time.GetTimestamp());
    }

    private void Leave(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (waiting.Remove(turn))
            {
                turn.SetCanceled(cancellationToken);
            }
        }
    }

    private void Answered(string kind, long started)
    {
        lock (gate)
        {
            var took = time.GetElapsedTime(started);
            var known = fastest.GetValueOrDefault(kind) ?? new Fastest(time.GetTimestamp());
            fastest[kind] = known = known.With(took, time);
            Count(isGood: took <= (known.Least * SlowFactor) + Slack);
        }
    }

    private void Failed()
    {
        lock (gate)
        {
            Count(isGood: false);
        }
    }

    /// <summary>Counts an answer. A round is as many answers as the limit; it changes the limit once.</summary>
    private void Count(bool isGood)
    {
        if (!isGood && !isReduced)
        {
            Limit = Math.Max(Limit * 3 / 4, Math.Min(Least, most));
            (isReduced, answersOfRound) = (true, 0);
        }

        if (++answersOfRound < Limit)
        {
            return;
        }

        if (!isReduced && waiting.Count > 0)
        {
            Limit = Math.Min(Limit + 1, most);
        }

        (isReduced, answersOfRound) = (false, 0);
    }

    private void Return()
    {
        lock (gate)
        {
            underWay--;
            while (underWay < Limit && waiting.First is { } next)
            {
                waiting.RemoveFirst();
                underWay++;
                next.Value.SetResult();
            }
        }
    }

    /// <summary>A request's turn; disposing of it lets the next one go.</summary>
    internal sealed class Turn(QrsTurns turns, string kind, long started) : IDisposable
    {
        private bool isAnswered;

        /// <summary>The answer has begun.</summary>
        public void Answered()
        {
            isAnswered = true;
            turns.Answered(kind, started);
        }

        public void Dispose()
        {
            if (!isAnswered)
            {
                turns.Failed();
            }

            turns.Return();
        }
    }

    /// <summary>
    /// The shortest time of an answer, of the current and the previous period: an old record must not make all others slow.
    /// </summary>
    private sealed record Fastest(long Began)
    {
        private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

        private TimeSpan Current { get; init; } = TimeSpan.MaxValue;

        private TimeSpan Previous { get; init; } = TimeSpan.MaxValue;

        public TimeSpan Least => Current < Previous ? Current : Previous;

        public Fastest With(TimeSpan took, TimeProvider time) => time.GetElapsedTime(Began) < Period
            ? this with { Current = took < Current ? took : Current }
            : new Fastest(time.GetTimestamp()) { Previous = Current, Current = took };
    }
}
