namespace Butler.RelayAgent.Udp;

/// <summary>How many datagrams one sender may send in a period; what comes beyond is refused.</summary>
internal sealed record RateLimit(int PerSource, TimeSpan Per);
