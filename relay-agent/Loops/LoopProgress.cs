namespace Butler.RelayAgent.Loops;

/// <summary>The time by which a loop must report again. The loop writes it, the watchdog reads it.</summary>
internal sealed class LoopProgress
{
    /// <summary>The default time between two reports.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(5);

    private readonly TimeProvider time;
    private readonly TimeSpan patience;
    private long due;

    public LoopProgress(string name, TimeProvider time, TimeSpan? patience = null)
    {
        Name = name;
        this.time = time;
        this.patience = patience ?? DefaultPatience;
        Report();
    }

    /// <summary>The loop's name in logs and heartbeats.</summary>
    public string Name { get; }

    /// <summary>Whether the next report is overdue.</summary>
    public bool IsStalled => time.GetTimestamp() > Volatile.Read(ref due);

    /// <summary>Reports progress; the next report is expected after <paramref name="pause"/> plus the patience.</summary>
    public void Report(TimeSpan pause = default) =>
        Volatile.Write(ref due, time.GetTimestamp() + (long)((pause + patience).TotalSeconds * time.TimestampFrequency));
}
