namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>The ids of the events that went through lately, so that they are not looked for.</summary>
internal sealed class SeenEvents
{
    private const int Most = 20_000;

    private readonly Lock gate = new();
    private readonly HashSet<string> ids = [];
    private readonly Queue<string> order = new();

    /// <summary>An event went through.</summary>
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

    /// <summary>Whether it went through lately.</summary>
    public bool Contains(string id)
    {
        lock (gate)
        {
            return ids.Contains(id);
        }
    }
}
