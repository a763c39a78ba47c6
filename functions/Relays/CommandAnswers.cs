using System.Collections.Concurrent;

namespace Butler.Functions.Relays;

/// <summary>
/// Wakes those who wait for the answer to a command when it arrives in their own process. Answers that arrive in another process are found
/// in the table.
/// </summary>
internal sealed class CommandAnswers(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waits = new();

    /// <summary>Wakes those who wait for the answer.</summary>
    public void Arrived(string commandId)
    {
        if (waits.TryRemove(commandId, out var wait))
        {
            wait.TrySetResult();
        }
    }

    /// <summary>Waits until the answer arrives, or the time is over.</summary>
    public async Task WaitAsync(string commandId, TimeSpan most, CancellationToken cancellationToken)
    {
        var wait = waits.GetOrAdd(commandId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await wait.Task.WaitAsync(most, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            waits.TryRemove(KeyValuePair.Create(commandId, wait));
        }
    }
}
