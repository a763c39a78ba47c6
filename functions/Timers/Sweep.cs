namespace Butler.Functions.Timers;

/// <summary>Runs every minute: wakes overdue timers, and moves timers without a handler aside.</summary>
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} overdue timers have been woken")]
        public static partial void Woken(ILogger logger, int count);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "Wake-ups of the kind \"{Kind}\" ({Id}) are unknown; the row is moved to the partition {Partition} of the table Due")]
        public static partial void Unknown(ILogger logger, string kind, string id, string partition);
    }
}
