namespace Butler.RelayAgent.Loops;

/// <summary>The first fault from which the relay cannot recover: it ends with an error, and the service manager starts it again.</summary>
internal sealed class RelayFailure
{
    private readonly TaskCompletionSource<RelayFailedException> happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the first fault.</summary>
    public Task<RelayFailedException> Happened => happened.Task;

    /// <summary>Ends the relay. Thread-safe; only the first fault counts.</summary>
    public void Set(string part, Exception cause) =>
        happened.TrySetResult(new RelayFailedException($"The {part} has failed: {cause.Message}", cause));

    /// <exception cref="RelayFailedException">A fault has been set.</exception>
    public void ThrowIfSet()
    {
        if (happened.Task.IsCompleted)
        {
            throw happened.Task.Result;
        }
    }
}

/// <summary>A part of the relay has failed and cannot be restarted in this process.</summary>
internal sealed class RelayFailedException(string message, Exception cause) : Exception(message, cause);
