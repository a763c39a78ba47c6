namespace Butler.RelayAgent.Udp;

/// <summary>The maximum number of datagrams of one sender in a period; further ones are refused.</summary>
internal sealed record RateLimit(int PerSource, TimeSpan Per);
