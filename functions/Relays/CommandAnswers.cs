namespace Butler.Functions.Relays;

/// <summary>
/// Wakes those who wait for the answer to a command when it arrives in their own process. Answers that arrive in another process are found
/// in the table.
/// </summary>
internal sealed class CommandAnswers(TimeProvider time)
{
    private readonly TimeProvider time = time;
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Expected>> waiting = [];

    /// <summary>Wakes those who wait for the answer.</summary>
    public void Arrived(string commandId)
    {
        lock (gate)
        {
            foreach (var expected in waiting.GetValueOrDefault(commandId, []))
            {
                expected.Arrive();
            }
        }
    }

    /// <summary>Expects the answer. Call it before the command is sent, so that an answer that comes at once is noticed.</summary>
    public Expected Expect(string commandId)
    {
        var expected = new Expected(this, commandId);
        lock (gate)
        {
            (waiting.TryGetValue(commandId, out var others) ? others : waiting[commandId] = []).Add(expected);
        }

        return expected;
    }

    private void Forget(Expected expected)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(expected.CommandId, out var all) && all.Remove(expected) && all.Count == 0)
            {
                waiting.Remove(expected.CommandId);
            }
        }
    }

    /// <summary>An answer that somebody waits for.</summary>
    internal sealed class Expected(CommandAnswers answers, string commandId) : IDisposable
    {
        private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The id of the command.</summary>
        public string CommandId => commandId;

        /// <summary>Waits until the answer arrives, or the time is over.</summary>
        public async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
        {
            await arrived.Task.WaitAsync(most, answers.time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        public void Dispose() => answers.Forget(this);

        internal void Arrive() => arrived.TrySetResult();
    }
}
