using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Relays;

/// <summary>Ends commands that no relay has answered.</summary>
internal sealed class UnansweredCommandsFunction(UnansweredCommands handler)
{
    [Function("UnansweredCommands")]
    public Task RunAsync([TimerTrigger("0 37 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        handler.RunAsync(cancellationToken);
}
