using System.Text;

namespace Butler.RelayAgent.Udp;

/// <summary>The settings for receiving datagrams.</summary>
internal sealed record UdpOptions
{
    /// <summary>The listening address; by default port 9998 of every address, IPv4 and IPv6.</summary>
    public ListenAddress Listen { get; init; } = new(null, 9998);

    /// <summary>The zone of the log's time stamps; by default the machine's.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>
    /// The encoding of bytes that are neither UTF-8 nor UTF-16; null: the machine's ANSI code page, or else Windows-1252.
    /// </summary>
    public Encoding? Encoding { get; init; }

    /// <summary>The maximum difference of a reliable log time from the time of receipt.</summary>
    public TimeSpan MaxSkew { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The allowed senders; null: all.</summary>
    public IReadOnlyList<SourceRule>? AllowedSources { get; init; }

    /// <summary>The rate limit of a sender; null: no limit.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>The maximum size of a datagram, in bytes; null: the maximum of UDP.</summary>
    public int? MaxSize { get; init; }

    /// <summary>The receivers of a copy of each accepted datagram; null: none.</summary>
    public IReadOnlyList<HostAndPort>? Mirror { get; init; }
}
