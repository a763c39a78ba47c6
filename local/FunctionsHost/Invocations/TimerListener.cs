using Butler.Local.FunctionsHost.Configuration;

namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>Runs one timer function at each time of its schedule (UTC), never two runs at once; one that was missed runs at the start.</summary>
internal sealed class TimerListener
{
    /// <summary>Longer waits are cut in pieces: a timer takes no more than 49 days, and the clock may be set meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly FunctionDefinition function;
    private readonly TimerTrigger trigger;
    private readonly PayloadInvoker invoker;
    private readonly TimerStatusStore statuses;
    private readonly TimeProvider time;
    private readonly bool monitored;

    public TimerListener(FunctionDefinition function, PayloadInvoker invoker, TimerStatusStore statuses, TimeProvider time)
    {
        this.function = function;
        trigger = (TimerTrigger)function.Trigger;
        this.invoker = invoker;
        this.statuses = statuses;
        this.time = time;

        // The real host keeps no status of timers that run more than once a minute.
        var next = Next(time.GetUtcNow());
        monitored = trigger.UseMonitor && Next(next) - next >= TimeSpan.FromMinutes(1);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var payloads = new PayloadWriter(time);
        try
        {
            var status = await StartAsync(payloads, cancellationToken);
            while (true)
            {
                await WaitUntilAsync(status.Next, cancellationToken);
                status = await InvokeAsync(payloads, status, isPastDue: false, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped on purpose.
        }
    }

    /// <summary>Runs it once out of turn, as the admin endpoint asks.</summary>
    public async Task RunNowAsync(CancellationToken cancellationToken)
    {
        using var payloads = new PayloadWriter(time);
        var status = monitored ? statuses.Read(function.Name) : null;
        await invoker.InvokeAsync(function, payloads.Timer(function, status, isPastDue: false, manual: true), cancellationToken);
    }

    private async Task<TimerStatus> StartAsync(PayloadWriter payloads, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var status = monitored ? statuses.Read(function.Name) : null;
        if (status is null)
        {
            status = new TimerStatus(default, Next(now), default);
            Keep(status);
        }

        // The schedule may have been changed since; what counts as missed is judged by the one of today.
        var due = status.Last == default ? status.Next : Next(status.Last);
        var missed = due <= now;
        return missed || trigger.RunOnStartup
            ? await InvokeAsync(payloads, status, missed, cancellationToken)
            : status with { Next = due };
    }

    private async Task<TimerStatus> InvokeAsync(PayloadWriter payloads, TimerStatus status, bool isPastDue, CancellationToken cancellationToken)
    {
        var last = time.GetUtcNow();
        await invoker.InvokeAsync(function, payloads.Timer(function, monitored ? status : null, isPastDue, manual: false), cancellationToken);
        var now = time.GetUtcNow();
        var after = new TimerStatus(last, Next(now), now);
        Keep(after);
        return after;
    }

    private DateTimeOffset Next(DateTimeOffset after) => new(trigger.Schedule.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        while (due - time.GetUtcNow() is { Ticks: > 0 } left)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, time, cancellationToken);
        }
    }

    private void Keep(TimerStatus status)
    {
        if (monitored)
        {
            statuses.Write(function.Name, status);
        }
    }
}
