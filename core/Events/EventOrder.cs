namespace Butler.Core.Events;

/// <summary>
/// The position of an event in the order of events. Times are compared by the second, because the times of a log and the repository
/// differ within a second. For equal seconds the time of receipt decides.
/// </summary>
/// <param name="Time">When the event happened, see <see cref="CloudEvent.OrderTime"/>; UTC.</param>
/// <param name="Received">When this system first received the event, UTC.</param>
public readonly record struct EventOrder(DateTimeOffset Time, DateTimeOffset Received) : IComparable<EventOrder>
{
    /// <summary>Compares by second, then by receipt.</summary>
    public int CompareTo(EventOrder other) =>
        Second(Time).CompareTo(Second(other.Time)) is var bySecond and not 0 ? bySecond : Received.CompareTo(other.Received);

    /// <summary>Whether the left event comes before the right one.</summary>
    public static bool operator <(EventOrder left, EventOrder right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left event comes before the right one, or has the same position.</summary>
    public static bool operator <=(EventOrder left, EventOrder right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left event comes after the right one.</summary>
    public static bool operator >(EventOrder left, EventOrder right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left event comes after the right one, or has the same position.</summary>
    public static bool operator >=(EventOrder left, EventOrder right) => left.CompareTo(right) >= 0;

    private static long Second(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerSecond;
}
