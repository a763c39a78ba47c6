using Butler.RelayAgent.Mqtt;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Starts nothing, because no rule says what may be started (D8), and says so.</summary>
internal sealed partial class NoStartRules(ILogger<NoStartRules> logger) : IStartTaskByMqtt
{
    private long refused;

    /// <summary>How many starts were refused.</summary>
    public long Refused => Volatile.Read(ref refused);

    public Task StartAsync(Guid taskId, CancellationToken cancellationToken)
    {
        Log.Refused(logger, taskId, Interlocked.Increment(ref refused));
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "An MQTT message asks to start task {TaskId}: refused, there are no start rules (commands.startTask) ({Refused} refused since the start)")]
        public static partial void Refused(ILogger logger, Guid taskId, long refused);
    }
}
