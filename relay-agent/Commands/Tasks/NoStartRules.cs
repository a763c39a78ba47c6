using Butler.RelayAgent.Mqtt;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Refuses all starts, because there are no start rules (D8), and logs it.</summary>
internal sealed partial class NoStartRules(ILogger<NoStartRules> logger) : IStartTaskByMqtt
{
    private long refused;

    /// <summary>The number of refused starts.</summary>
    public long Refused => Volatile.Read(ref refused);

    public Task StartAsync(Guid taskId, CancellationToken cancellationToken)
    {
        Log.Refused(logger, taskId, Interlocked.Increment(ref refused));
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "An MQTT message asks to start task {TaskId}: refused, there are no start rules "
            + "(commands.startTask) ({Refused} refused since the start)")]
        public static partial void Refused(ILogger logger, Guid taskId, long refused);
    }
}
