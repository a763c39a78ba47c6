namespace Butler.Functions.KeyValues;

/// <summary>
/// Lets one caller of this process work on a key at a time, so that they do not run into each other's ETags. Other processes are kept off
/// by the ETags alone.
/// </summary>
internal sealed class KeyedLock
{
    private readonly Dictionary<(string Namespace, string Key), Turns> keys = [];

    /// <summary>Waits for the turn; it ends when the result is disposed.</summary>
    public async Task<IDisposable> EnterAsync((string Namespace, string Key) key, CancellationToken cancellationToken)
    {
        Turns turns;
        lock (keys)
        {
            if (!keys.TryGetValue(key, out turns!))
            {
                keys[key] = turns = new Turns(this, key);
            }

            turns.Callers++;
        }

        try
        {
            await turns.Gate.WaitAsync(cancellationToken);
            return turns;
        }
        catch (OperationCanceledException)
        {
            Leave(turns);
            throw;
        }
    }

    private void Leave(Turns turns)
    {
        lock (keys)
        {
            if (--turns.Callers == 0)
            {
                keys.Remove(turns.Key);
                turns.Gate.Dispose();
            }
        }
    }

    private sealed class Turns(KeyedLock owner, (string Namespace, string Key) key) : IDisposable
    {
        public (string Namespace, string Key) Key => key;

        public SemaphoreSlim Gate { get; } = new(1);

        /// <summary>The number of callers that hold the lock or wait for it.</summary>
        public int Callers { get; set; }

        public void Dispose()
        {
            Gate.Release();
            owner.Leave(this);
        }
    }
}
