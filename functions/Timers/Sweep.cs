namespace Butler.Functions.Timers;

/// <summary>Each minute: wakes what is due and was not woken by its timer, and moves aside what no handler takes.</summary>
internal sealed partial class Sweep(DueRows due, UnknownDueRows unknown, TimerDue timers, ILogger<Sweep> logger) : ITimerHandler
{
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await unknown.BringBackAsync(timers.CanHandle, cancellationToken);
        var found = await due.OverdueAsync(Overdue, cancellationToken);
        foreach (var row in found)
        {
            if (timers.CanHandle(row))
            {
                await due.WakeAgainAsync(row, cancellationToken);
            }
            else
            {
                await unknown.SetAsideAsync(row, cancellationToken);
                Log.Unknown(logger, row.Text("Kind") ?? "", row.Text("Id") ?? "", UnknownDueRows.Partition);
            }
        }

        if (found.Count > 0)
        {
            Log.Woken(logger, found.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} things were overdue and have been woken")]
        public static partial void Woken(ILogger logger, int count);

        [LoggerMessage(Level = LogLevel.Error, Message = "Nothing is known of wake-ups of the kind \"{Kind}\" ({Id}); its row is moved to the partition {Partition} of the table Due")]
        public static partial void Unknown(ILogger logger, string kind, string id, string partition);
    }
}
