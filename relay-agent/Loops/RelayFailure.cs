namespace Butler.RelayAgent.Loops;

/// <summary>The first fault that the relay cannot repair by itself: it ends with an error, and the service manager starts it again.</summary>
internal sealed class RelayFailure
{
    private readonly TaskCompletionSource<RelayFailedException> happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when there is a fault.</summary>
    public Task<RelayFailedException> Happened => happened.Task;

    /// <summary>Ends the relay. Any thread; only the first fault counts.</summary>
    public void Set(string part, Exception cause) =>
        happened.TrySetResult(new RelayFailedException($"The {part} has failed: {cause.Message}", cause));

    /// <exception cref="RelayFailedException">There is a fault.</exception>
    public void ThrowIfSet()
    {
        if (happened.Task.IsCompleted)
        {
            throw happened.Task.Result;
        }
    }
}

/// <summary>A part of the relay has failed that cannot be started again within this process.</summary>
internal sealed class RelayFailedException(string message, Exception cause) : Exception(message, cause);
