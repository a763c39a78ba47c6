namespace Butler.RelayAgent.Loops;

/// <summary>By when a loop must move again. The loop reports, the watchdog reads.</summary>
internal sealed class LoopProgress
{
    /// <summary>How long a loop may be silent unless it says otherwise.</summary>
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

    /// <summary>The loop moves; its next report is expected <paramref name="pause"/> from now, plus its patience.</summary>
    public void Report(TimeSpan pause = default) =>
        Volatile.Write(ref due, time.GetTimestamp() + (long)((pause + patience).TotalSeconds * time.TimestampFrequency));
}
