using System.Collections.Concurrent;

namespace Butler.Local.Sense.Faults;

/// <summary>Counts requests by method and path, without query, and connections.</summary>
internal sealed class RequestLog
{
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, byte> connections = new(StringComparer.Ordinal);

    /// <summary>The number of all requests.</summary>
    public int Total => counts.Values.Sum();

    /// <summary>The number of connections with requests.</summary>
    public int Connections => connections.Count;

    /// <summary>The number of requests by method and path, such as <c>GET /qrs/task/full</c> or <c>CALL /engine/GetDocList</c>.</summary>
    public IReadOnlyDictionary<string, int> ByPath => counts.ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="methodAndPath">As in <see cref="ByPath"/>.</param>
    public int Of(string methodAndPath) => counts.GetValueOrDefault(methodAndPath);

    public void Add(string method, string path, string connection)
    {
        counts.AddOrUpdate($"{method} {path}", 1, static (_, count) => count + 1);
        connections.TryAdd(connection, 0);
    }

    /// <summary>Resets all counts.</summary>
    public void Clear()
    {
        counts.Clear();
        connections.Clear();
    }
}
