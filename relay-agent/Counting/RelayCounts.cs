namespace Butler.RelayAgent.Counting;

/// <summary>The counters of the relay since its start; written by several threads.</summary>
internal sealed class RelayCounts
{
    private long received;
    private long empty;
    private long accepted;
    private long refused;
    private long refusedSource;
    private long refusedRate;
    private long refusedSize;
    private long mirrorDrops;
    private long unparsed;
    private long kernelDrops;
    private long forwarded;
    private long rejected;
    private long restarts;

    /// <summary>Datagrams received from the socket.</summary>
    public long Received => Volatile.Read(ref received);

    /// <summary>Received datagrams without content, which are ignored.</summary>
    public long Empty => Volatile.Read(ref empty);

    /// <summary>Datagrams written to the journal.</summary>
    public long Accepted => Volatile.Read(ref accepted);

    /// <summary>Datagrams refused because memory or journal was full, or a rule of <c>udp</c> forbids them.</summary>
    public long Refused => Volatile.Read(ref refused);

    /// <summary>Refused datagrams of senders that are not allowed.</summary>
    public long RefusedSource => Volatile.Read(ref refusedSource);

    /// <summary>Refused datagrams beyond the rate limit.</summary>
    public long RefusedRate => Volatile.Read(ref refusedRate);

    /// <summary>Refused datagrams that were too large.</summary>
    public long RefusedSize => Volatile.Read(ref refusedSize);

    /// <summary>Copies for other receivers that were dropped.</summary>
    public long MirrorDrops => Volatile.Read(ref mirrorDrops);

    /// <summary>Datagrams sent on as <c>sense.unparsed</c>.</summary>
    public long Unparsed => Volatile.Read(ref unparsed);

    /// <summary>Datagrams that the kernel dropped before the relay received them.</summary>
    public long KernelDrops => Volatile.Read(ref kernelDrops);

    /// <summary>Events that Service Bus has accepted.</summary>
    public long Forwarded => Volatile.Read(ref forwarded);

    /// <summary>Events stored on disk because Service Bus cannot accept them.</summary>
    public long Rejected => Volatile.Read(ref rejected);

    /// <summary>How often a part of the relay failed and was started again.</summary>
    public long Restarts => Volatile.Read(ref restarts);

    public void AddReceived() => Interlocked.Increment(ref received);

    public void AddEmpty() => Interlocked.Increment(ref empty);

    public void AddAccepted(int count) => Interlocked.Add(ref accepted, count);

    public void AddRefused(int count) => Interlocked.Add(ref refused, count);

    public void AddRefusedSource() => Interlocked.Increment(ref refusedSource);

    public void AddRefusedRate() => Interlocked.Increment(ref refusedRate);

    public void AddRefusedSize() => Interlocked.Increment(ref refusedSize);

    public void AddMirrorDrops(int count) => Interlocked.Add(ref mirrorDrops, count);

    public void AddUnparsed(int count) => Interlocked.Add(ref unparsed, count);

    public void SetKernelDrops(long count) => Volatile.Write(ref kernelDrops, count);

    public void AddForwarded(int count) => Interlocked.Add(ref forwarded, count);

    public void AddRejected() => Interlocked.Increment(ref rejected);

    public void AddRestart() => Interlocked.Increment(ref restarts);
}
