using Butler.Tests;

namespace Butler.RelayAgent.Tests.Monitors;

/// <summary>A clock that the test advances, and also moves while no time passes, as when somebody sets the machine's clock.</summary>
internal sealed class MovableTime(DateTimeOffset start) : TimeProvider
{
    private readonly FakeTime passing = new(start);
    private TimeSpan moved;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => passing.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => passing.GetUtcNow() + moved;

    public override long GetTimestamp() => passing.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        passing.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan by) => passing.Advance(by);

    public void Move(TimeSpan by) => moved += by;
}
