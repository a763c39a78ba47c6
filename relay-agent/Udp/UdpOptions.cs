using System.Text;

namespace Butler.RelayAgent.Udp;

/// <summary>Where datagrams come from.</summary>
internal sealed record UdpOptions
{
    /// <summary>Where to listen; by default port 9998 of every address, IPv4 and IPv6.</summary>
    public ListenAddress Listen { get; init; } = new(null, 9998);

    /// <summary>The zone of the log's time stamps; by default the machine's.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>
    /// What bytes are read as that are neither UTF-8 nor UTF-16; null: the machine's ANSI code page, or else Windows-1252.
    /// </summary>
    public Encoding? Encoding { get; init; }

    /// <summary>How far a log's time may be from the time of receipt and still be relied on.</summary>
    public TimeSpan MaxSkew { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Who may send; null: anybody.</summary>
    public IReadOnlyList<SourceRule>? AllowedSources { get; init; }

    /// <summary>How much one sender may send; null: no limit.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>The largest datagram taken, in bytes; null: as large as UDP allows.</summary>
    public int? MaxSize { get; init; }

    /// <summary>Receivers of a copy of each datagram that was taken; null: none.</summary>
    public IReadOnlyList<HostAndPort>? Mirror { get; init; }
}
