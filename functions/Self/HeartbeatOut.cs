using Butler.Core.SelfReports;
using Butler.Core.Time;
using Butler.Functions.Configuration;
using Butler.Functions.Timers;

namespace Butler.Functions.Self;

/// <summary>
/// Runs every minute: calls the service of <c>self.heartbeat</c> in the minutes of its interval, counted in UTC. It calls the address for
/// failures when the app does not do its work. A call that fails is logged once, and nothing else depends on it.
/// </summary>
internal sealed partial class HeartbeatOut(
    ConfigurationSource configuration, AppCondition condition, PingClient client, TimeProvider time, ILogger<HeartbeatOut> logger)
    : ITimerHandler
{
    private static readonly TimeSpan SayAgain = TimeSpan.FromHours(6);

    private readonly QuietLog trouble = new(time, SayAgain);
    private readonly QuietLog illness = new(time, SayAgain);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = await configuration.CurrentAsync(cancellationToken);
        var minute = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
        if (options.Self.Heartbeat is not { } ping || minute % (int)ping.Every.TotalMinutes != 0)
        {
            return;
        }

        var problems = await condition.ProblemsAsync(options, cancellationToken);
        LogHealth(ping, problems);
        var failure = await client.SendAsync(ping, "function app", problems, cancellationToken);
        if (failure is not null)
        {
            if (trouble.IsDue())
            {
                Log.NotTaken(logger, ping.Url.Host, failure);
            }
        }
        else if (trouble.End() is { } lasted)
        {
            Log.TakenAgain(logger, ping.Url.Host, lasted);
        }
    }

    private void LogHealth(PingOptions ping, IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            if (illness.IsDue())
            {
                Log.NotWell(logger, ping.Url.Host, string.Join("; ", problems));
            }
        }
        else if (illness.End() is { } lasted)
        {
            Log.WellAgain(logger, ping.Url.Host, lasted);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The heartbeat to {Host} failed, and goes on: {Reason}")]
        public static partial void NotTaken(ILogger logger, string host, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The heartbeat to {Host} arrives again, after {Lasted}")]
        public static partial void TakenAgain(ILogger logger, string host, TimeSpan lasted);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The heartbeat to {Host} reports a failure: {Problems}")]
        public static partial void NotWell(ILogger logger, string host, string problems);

        [LoggerMessage(Level = LogLevel.Information, Message = "The heartbeat to {Host} reports that all is well again, after {Lasted}")]
        public static partial void WellAgain(ILogger logger, string host, TimeSpan lasted);
    }
}
