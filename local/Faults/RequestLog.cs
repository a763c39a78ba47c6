using System.Collections.Concurrent;

namespace Butler.Local.Faults;

/// <summary>Counts requests by method and path, without query, and connections; lists the most recent requests.</summary>
internal sealed class RequestLog
{
    private const int MaxRecent = 1000;

    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> recent = new();
    private readonly ConcurrentDictionary<string, byte> connections = new(StringComparer.Ordinal);

    /// <summary>The number of all requests.</summary>
    public int Total => counts.Values.Sum();

    /// <summary>The number of connections with requests.</summary>
    public int Connections => connections.Count;

    /// <summary>The number of requests by method and path, such as <c>GET /qrs/task/full</c> or <c>CALL /engine/GetDocList</c>.</summary>
    public IReadOnlyDictionary<string, int> ByPath => counts.ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="methodAndPath">As in <see cref="ByPath"/>.</param>
    public int Of(string methodAndPath) => counts.GetValueOrDefault(methodAndPath);

    /// <summary>The most recent requests in their order, such as <c>GET /qrs/task/full?filter=name eq 'a'</c>; at most 1,000.</summary>
    public IReadOnlyList<string> Recent => [.. recent];

    public void Add(string method, string path, string connection, string? query = null)
    {
        recent.Enqueue($"{method} {path}{query}");
        while (recent.Count > MaxRecent)
        {
            recent.TryDequeue(out _);
        }

        counts.AddOrUpdate($"{method} {path}", 1, static (_, count) => count + 1);
        connections.TryAdd(connection, 0);
    }

    /// <summary>Resets all counts.</summary>
    public void Clear()
    {
        counts.Clear();
        recent.Clear();
        connections.Clear();
    }
}
