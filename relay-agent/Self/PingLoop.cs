using Butler.Core.SelfReports;
using Butler.Core.Time;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Self;

/// <summary>
/// Calls the service of <c>self.heartbeat</c> at the start and at each interval: its address while all is well, and its address for
/// failures otherwise. A call that fails is said once and is a warning in the relay's own heartbeats; nothing else depends on it.
/// </summary>
internal sealed partial class PingLoop(
    PingOptions options, PingClient client, PingState state, IEnumerable<ICondition> conditions, RelayIdentity relay, TimeProvider time,
    ILogger<PingLoop> logger) : ILoop
{
    private static readonly TimeSpan SayAgain = TimeSpan.FromHours(6);

    private readonly List<ICondition> conditions = [.. conditions];
    private readonly QuietLog trouble = new(time, SayAgain);
    private readonly QuietLog illness = new(time, SayAgain);

    public LoopProgress Progress { get; } = new("heartbeat out", time);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Every, time);
        try
        {
            do
            {
                Progress.Report(options.Every);
                await PingAsync(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The relay is stopping: the service alerts when it does not come back.
        }
    }

    /// <summary>Looks at each part of the relay, and calls once.</summary>
    public async Task PingAsync(CancellationToken stopping)
    {
        var problems = new List<string>();
        foreach (var condition in conditions)
        {
            if (await condition.ProblemAsync(stopping) is { } problem)
            {
                problems.Add(problem);
            }
        }

        LogHealth(problems);
        state.Failure = await client.SendAsync(options, $"relay {relay.Name} of site {relay.Site}", problems, stopping);
        if (state.Failure is { } said)
        {
            if (trouble.IsDue())
            {
                Log.NotTaken(logger, options.Url.Host, said);
            }
        }
        else if (trouble.End() is { } lasted)
        {
            Log.TakenAgain(logger, options.Url.Host, lasted);
        }
    }

    private void LogHealth(List<string> problems)
    {
        if (problems.Count > 0)
        {
            if (illness.IsDue())
            {
                Log.NotWell(logger, options.Url.Host, string.Join("; ", problems));
            }
        }
        else if (illness.End() is { } lasted)
        {
            Log.WellAgain(logger, options.Url.Host, lasted);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The heartbeat to {Host} failed, and goes on: {Reason}")]
        public static partial void NotTaken(ILogger logger, string host, string reason);

        [LoggerMessage(2, LogLevel.Information, "The heartbeat to {Host} arrives again, after {Lasted}")]
        public static partial void TakenAgain(ILogger logger, string host, TimeSpan lasted);

        [LoggerMessage(3, LogLevel.Warning, "The heartbeat to {Host} reports a failure: {Problems}")]
        public static partial void NotWell(ILogger logger, string host, string problems);

        [LoggerMessage(4, LogLevel.Information, "The heartbeat to {Host} reports that all is well again, after {Lasted}")]
        public static partial void WellAgain(ILogger logger, string host, TimeSpan lasted);
    }
}
