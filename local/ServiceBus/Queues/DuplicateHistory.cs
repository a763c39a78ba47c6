namespace Butler.Local.ServiceBus.Queues;

/// <summary>The message ids of the detection window. A duplicate does not extend the time for which an id is remembered.</summary>
internal sealed class DuplicateHistory(TimeSpan? window)
{
    private readonly Dictionary<string, DateTimeOffset> seen = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, DateTimeOffset SentAt)> byAge = new();

    /// <summary>The remembered ids, the oldest first.</summary>
    public IReadOnlyCollection<(string Id, DateTimeOffset SentAt)> Entries => byAge;

    public bool Contains(string id, DateTimeOffset now) =>
        window is { } length && seen.TryGetValue(id, out var sentAt) && sentAt + length > now;

    public void Add(string id, DateTimeOffset sentAt, DateTimeOffset now)
    {
        Trim(now);
        if (window is { } length && sentAt + length > now && seen.TryAdd(id, sentAt))
        {
            byAge.Enqueue((id, sentAt));
        }
    }

    /// <summary>Removes ids that have left the window.</summary>
    public void Trim(DateTimeOffset now)
    {
        while (byAge.TryPeek(out var oldest) && oldest.SentAt + window <= now)
        {
            byAge.Dequeue();
            seen.Remove(oldest.Id);
        }
    }
}
