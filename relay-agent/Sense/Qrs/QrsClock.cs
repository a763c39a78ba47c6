namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>
/// The clock of the repository service. Times in QRS's answers are compared with it, because the clock of the relay's machine may be wrong.
/// </summary>
/// <param name="time">The clock of this machine.</param>
internal sealed class QrsClock(TimeProvider time)
{
    /// <summary>A header has whole seconds, and an answer takes a moment: a smaller difference is not one of the clocks.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    private long difference;

    /// <summary>The time there, UTC; the time of this machine before the first answer.</summary>
    public DateTimeOffset UtcNow => time.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref difference));

    /// <summary>Takes the time of an answer, from its header <c>Date</c>.</summary>
    /// <param name="date">The header; null when the answer has none.</param>
    public void Note(DateTimeOffset? date)
    {
        if (date is { } there)
        {
            var found = there - time.GetUtcNow();
            Volatile.Write(ref difference, found.Duration() > Tolerance ? found.Ticks : 0);
        }
    }
}
