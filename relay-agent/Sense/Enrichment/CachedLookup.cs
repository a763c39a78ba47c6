using Butler.Core.Time;
using Butler.RelayAgent.Sense.Qrs;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>Look-ups by id: concurrent look-ups of the same id share one request, and answers are cached for a short time.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
/// <param name="load">Looks up an id; null when it is unknown.</param>
/// <param name="keep">How long an answer is kept.</param>
/// <param name="most">The maximum number of cached answers.</param>
/// <param name="time">The clock.</param>
internal sealed class CachedLookup<T>(Func<string, CancellationToken, Task<T?>> load, TimeSpan keep, int most, TimeProvider time)
    where T : class
{
    /// <summary>How long a missing or forbidden answer is cached.</summary>
    private static readonly TimeSpan KeepNothing = TimeSpan.FromSeconds(10);

    /// <summary>The time limit of a shared look-up, which may outlive its first caller.</summary>
    private static readonly TimeSpan LoadTimeout = TimeSpan.FromSeconds(12);

    private readonly ResiliencePipeline loadLimit = Resilience.TimeLimit(LoadTimeout, time);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = [];

    /// <summary>Looks up an id; the answer may be cached for up to <c>keep</c>.</summary>
    /// <exception cref="QrsException">The look-up failed.</exception>
    public Task<T?> GetAsync(string id, CancellationToken cancellationToken) => Entered(id, fresh: false).Task.WaitAsync(cancellationToken);

    /// <summary>Looks up an id without the cache; a running look-up is shared.</summary>
    /// <exception cref="QrsException">The look-up failed.</exception>
    public Task<T?> GetFreshAsync(string id, CancellationToken cancellationToken) =>
        Entered(id, fresh: true).Task.WaitAsync(cancellationToken);

    private Entry Entered(string id, bool fresh)
    {
        lock (gate)
        {
            if (entries.TryGetValue(id, out var entry) && (!entry.IsDone || (!fresh && time.GetElapsedTime(entry.Done) < entry.Keep)))
            {
                return entry;
            }

            if (entries.Count >= most && !entries.ContainsKey(id))
            {
                MakeRoom();
            }

            entries[id] = entry = new Entry();
            entry.Task = LoadAsync(id, entry);
            return entry;
        }
    }

    private async Task<T?> LoadAsync(string id, Entry entry)
    {
        await Task.Yield(); // not under the lock
        try
        {
            var found = await loadLimit.ExecuteAsync(async token => await load(id, token));
            Finish(entry, found is null ? KeepNothing : keep);
            return found;
        }
        catch (QrsException failure)
        {
            Finish(entry, failure.IsTransient ? TimeSpan.Zero : KeepNothing);
            throw;
        }
        catch (Exception failure) when (failure is TimeoutRejectedException or OperationCanceledException)
        {
            Finish(entry, TimeSpan.Zero);
            throw new QrsException(0, $"QRS did not answer within {LoadTimeout.TotalSeconds:0} s.", failure);
        }
    }

    private void Finish(Entry entry, TimeSpan kept)
    {
        lock (gate)
        {
            (entry.Done, entry.Keep, entry.IsDone) = (time.GetTimestamp(), kept, true);
        }
    }

    private void MakeRoom()
    {
        var oldest = entries.Where(each => each.Value.IsDone).OrderBy(each => each.Value.Done).Take(Math.Max(1, most / 4));
        foreach (var (id, _) in oldest.ToList())
        {
            entries.Remove(id);
        }
    }

    private sealed class Entry
    {
        public Task<T?> Task { get; set; } = null!;

        public bool IsDone { get; set; }

        public long Done { get; set; }

        public TimeSpan Keep { get; set; }
    }
}
