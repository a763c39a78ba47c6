namespace Butler.RelayAgent.Forwarding;

/// <summary>
/// Returns memory to the system after a burst. The garbage collector alone would keep it until the next burst, on a server that runs other
/// programs too.
/// </summary>
internal sealed class MemoryTrim
{
    private const int WorthIt = 1000;

    private int events;

    /// <summary>Events were handled.</summary>
    public void Worked(int count) => events += count;

    /// <summary>There is nothing to do for now.</summary>
    public void Rest()
    {
        if (events >= WorthIt)
        {
            events = 0;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
