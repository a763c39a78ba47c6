using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.ScriptLogs;

/// <summary>Deletes script logs that were kept for long enough.</summary>
internal sealed class ScriptLogRetentionFunction(ScriptLogRetention handler)
{
    [Function("ScriptLogRetention")]
    public Task RunAsync([TimerTrigger("0 27 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
