namespace Butler.RelayAgent.Forwarding;

/// <summary>
/// Gives memory back to the system when the relay comes to rest after a burst. The collector alone would keep it until the next
/// burst, on a server that belongs to somebody else.
/// </summary>
internal sealed class MemoryTrim
{
    private const int WorthIt = 1000;

    private int events;

    /// <summary>Events were handled.</summary>
    public void Worked(int count) => events += count;

    /// <summary>Nothing is left to do for now.</summary>
    public void Rest()
    {
        if (events >= WorthIt)
        {
            events = 0;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
