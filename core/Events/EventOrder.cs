namespace Butler.Core.Events;

/// <summary>
/// The place of an event in the order of events. Times compare by the second, because a log and the repository do not agree on
/// less; within one second the time of receipt decides.
/// </summary>
/// <param name="Time">When it happened, see <see cref="CloudEvent.OrderTime"/>; UTC.</param>
/// <param name="Received">When this system first had it, UTC.</param>
public readonly record struct EventOrder(DateTimeOffset Time, DateTimeOffset Received) : IComparable<EventOrder>
{
    /// <summary>Compares by second, then by receipt.</summary>
    public int CompareTo(EventOrder other) =>
        Second(Time).CompareTo(Second(other.Time)) is var bySecond and not 0 ? bySecond : Received.CompareTo(other.Received);

    /// <summary>Whether the left event comes before the right one.</summary>
    public static bool operator <(EventOrder left, EventOrder right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left event comes before the right one, or at the same place.</summary>
    public static bool operator <=(EventOrder left, EventOrder right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left event comes after the right one.</summary>
    public static bool operator >(EventOrder left, EventOrder right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left event comes after the right one, or at the same place.</summary>
    public static bool operator >=(EventOrder left, EventOrder right) => left.CompareTo(right) >= 0;

    private static long Second(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerSecond;
}
