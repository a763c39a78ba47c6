using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>Renews a message's lock at half of its duration, until the time limit or the disposal.</summary>
internal sealed class LockRenewal : IDisposable
{
    private readonly Func<bool> renew;
    private readonly TimeSpan longest;
    private readonly TimeProvider time;
    private readonly long started;
    private readonly ITimer timer;

    public LockRenewal(BrokerMessage message, Func<bool> renew, TimeSpan longest, TimeProvider time)
    {
        this.renew = renew;
        this.longest = longest;
        this.time = time;
        started = time.GetTimestamp();
        var interval = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, (message.LockedUntil - time.GetUtcNow()).Ticks / 2));
        timer = time.CreateTimer(static state => ((LockRenewal)state!).Renew(), this, interval, interval);
    }

    public void Dispose() => timer.Dispose();

    private void Renew()
    {
        var tooLong = longest != Timeout.InfiniteTimeSpan && time.GetElapsedTime(started) > longest;
        if (tooLong || !renew())
        {
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
