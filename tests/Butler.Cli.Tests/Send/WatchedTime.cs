namespace Butler.Tests.Send;

/// <summary>
/// A still clock that tells when somebody has begun to wait on it, so that a test moves it neither too early nor by chance.
/// </summary>
internal sealed class WatchedTime(FakeTime time) : TimeProvider, IDisposable
{
    private readonly SemaphoreSlim timers = new(0);

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = time.CreateTimer(callback, state, dueTime, period);
        timers.Release();
        return timer;
    }

    public void Dispose() => timers.Dispose();

    /// <summary>Waits for the next wait.</summary>
    public Task SomebodyWaitsAsync(CancellationToken cancellationToken) => timers.WaitAsync(cancellationToken);
}
