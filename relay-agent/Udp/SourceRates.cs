namespace Butler.RelayAgent.Udp;

/// <summary>
/// Counts the datagrams of each sender in its period, which starts with its first datagram. Senders share a fixed table: a new one replaces
/// one whose period is over, so forged addresses use no memory. Listener only; without allocations.
/// </summary>
internal sealed class SourceRates(RateLimit limit, TimeProvider time)
{
    private const int Slots = 1024;
    private const int Probes = 8;

    private readonly Slot[] slots = new Slot[Slots];

    /// <summary>Whether one more from this sender is within the limit.</summary>
    public bool Allow(UInt128 sender)
    {
        var now = time.GetTimestamp();
        var start = sender.GetHashCode() & (Slots - 1);
        var oldest = start;
        for (var i = 0; i < Probes; i++)
        {
            var at = (start + i) & (Slots - 1);
            if (slots[at].Count > 0 && slots[at].Sender == sender)
            {
                return Count(ref slots[at], now);
            }

            oldest = slots[at].Count == 0 || (slots[oldest].Count > 0 && slots[at].Since < slots[oldest].Since) ? at : oldest;
        }

        slots[oldest] = new Slot { Sender = sender, Since = now, Count = 1 };
        return true;
    }

    private bool Count(ref Slot slot, long now)
    {
        if (time.GetElapsedTime(slot.Since, now) >= limit.Per)
        {
            (slot.Since, slot.Count) = (now, 0);
        }

        return ++slot.Count <= limit.PerSource;
    }

    private struct Slot
    {
        public UInt128 Sender;
        public long Since;
        public int Count;
    }
}
