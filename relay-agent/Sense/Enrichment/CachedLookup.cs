using Butler.Core.Time;
using Butler.RelayAgent.Sense.Qrs;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>Look-ups by id: those for the same id at the same time share one request, and answers are kept a short while.</summary>
/// <typeparam name="T">What is found.</typeparam>
/// <param name="load">Looks up; null when there is no such thing.</param>
/// <param name="keep">How long an answer is kept.</param>
/// <param name="most">How many are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class CachedLookup<T>(Func<string, CancellationToken, Task<T?>> load, TimeSpan keep, int most, TimeProvider time)
    where T : class
{
    /// <summary>How long it is remembered that there is no such thing, or that it may not be read.</summary>
    private static readonly TimeSpan KeepNothing = TimeSpan.FromSeconds(10);

    /// <summary>A shared look-up outlives the caller who began it, but not this.</summary>
    private static readonly TimeSpan LoadTimeout = TimeSpan.FromSeconds(12);

    private readonly ResiliencePipeline loadLimit = Resilience.TimeLimit(LoadTimeout, time);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = [];

    /// <summary>What is known of an id, at most <c>keep</c> old.</summary>
    /// <exception cref="QrsException">It could not be looked up.</exception>
    public Task<T?> GetAsync(string id, CancellationToken cancellationToken) => Entered(id, fresh: false).Task.WaitAsync(cancellationToken);

    /// <summary>The same, asked anew; a look-up that is under way counts as new.</summary>
    /// <exception cref="QrsException">It could not be looked up.</exception>
    public Task<T?> GetFreshAsync(string id, CancellationToken cancellationToken) => Entered(id, fresh: true).Task.WaitAsync(cancellationToken);

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
