using Butler.Local.FunctionsHost.Configuration;

namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>
/// Runs one timer function at each time of its schedule (UTC), never two runs at once; a missed run is made at the start.
/// </summary>
internal sealed class TimerListener
{
    /// <summary>Longer waits are split: a timer allows at most 49 days, and the clock may be changed meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly FunctionDefinition function;
    private readonly TimerTrigger trigger;
    private readonly IFunctionInvoker invoker;
    private readonly TimerStatusStore statuses;
    private readonly TimeProvider time;
    private readonly bool monitored;

    public TimerListener(FunctionDefinition function, IFunctionInvoker invoker, TimerStatusStore statuses, TimeProvider time)
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

    /// <param name="stopping">Stops starting runs.</param>
    /// <param name="ending">Cancels the current run.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken ending)
    {
        try
        {
            var status = await StartAsync(ending);
            while (true)
            {
                await WaitUntilAsync(status.Next, stopping);
                status = await InvokeAsync(status, isPastDue: false, ending);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped on purpose.
        }
    }

    /// <summary>Runs the function once at once, for the admin endpoint.</summary>
    public async Task RunNowAsync(CancellationToken cancellationToken)
    {
        var status = monitored ? statuses.Read(function.Name) : null;
        await invoker.InvokeAsync(function, new TimerInput(status, IsPastDue: false, Manual: true), cancellationToken);
    }

    private async Task<TimerStatus> StartAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var status = monitored ? statuses.Read(function.Name) : null;
        if (status is null)
        {
            status = new TimerStatus(default, Next(now), default);
            Keep(status);
        }

        // The schedule may have changed; the current one decides which runs were missed.
        var due = status.Last == default ? status.Next : Next(status.Last);
        var missed = due <= now;
        return missed || trigger.RunOnStartup
            ? await InvokeAsync(status, missed, cancellationToken)
            : status with { Next = due };
    }

    private async Task<TimerStatus> InvokeAsync(TimerStatus status, bool isPastDue, CancellationToken cancellationToken)
    {
        var last = time.GetUtcNow();
        await invoker.InvokeAsync(function, new TimerInput(monitored ? status : null, isPastDue, Manual: false), cancellationToken);
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
