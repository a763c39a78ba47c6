using Butler.Functions.Hosting;

namespace Butler.Functions.Monitoring;

/// <summary>Each minute: wakes what is due and was not woken by its timer.</summary>
internal sealed partial class Sweep(DueRows due, ILogger<Sweep> logger) : ITimerHandler
{
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var found = await due.SweepAsync(Overdue, cancellationToken);
        if (found > 0)
        {
            Log.Woken(logger, found);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} things were overdue and have been woken")]
        public static partial void Woken(ILogger logger, int count);
    }
}
