namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>The ids of recently processed events, which reconciliation does not search for.</summary>
internal sealed class SeenEvents
{
    private const int Most = 20_000;

    private readonly Lock gate = new();
    private readonly HashSet<string> ids = [];
    private readonly Queue<string> order = new();

    /// <summary>Records a processed event.</summary>
    public void Add(string id)
    {
        lock (gate)
        {
            if (!ids.Add(id))
            {
                return;
            }

            order.Enqueue(id);
            if (order.Count > Most)
            {
                ids.Remove(order.Dequeue());
            }
        }
    }

    /// <summary>Whether the event was processed recently.</summary>
    public bool Contains(string id)
    {
        lock (gate)
        {
            return ids.Contains(id);
        }
    }
}
