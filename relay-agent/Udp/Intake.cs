using System.Net;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Udp;

/// <summary>The rules for datagrams before the journal: sender, size, rate. Unset rules are not checked.</summary>
internal sealed partial class Intake(
    AllowedSources? sources, SourceRates? rates, int maxSize, RelayCounts counts, TimeProvider time, ILogger<Intake> logger)
{
    private const int MaxToldOf = 1000;
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(1);

    private readonly Dictionary<UInt128, long> told = [];

    /// <summary>Whether to accept a datagram. Listener only; accepted datagrams cause no allocations.</summary>
    public bool Accepts(SocketAddress from, int length)
    {
        if (sources is null && rates is null && length <= maxSize)
        {
            return true;
        }

        Span<byte> raw = stackalloc byte[18];
        raw.Clear();
        SenderAddress.Write(from, raw[..16], raw[16..]);
        var sender = AddressRange.NumberOf(raw);
        if (sources?.Allow(sender) == false)
        {
            counts.AddRefusedSource();
            return Refuse(sender, raw, "it is not in udp.allowedSources");
        }

        if (length > maxSize)
        {
            counts.AddRefusedSize();
            return Refuse(sender, raw, "it is larger than udp.maxSize");
        }

        if (rates?.Allow(sender) == false)
        {
            counts.AddRefusedRate();
            return Refuse(sender, raw, "there are more than udp.rateLimit allows");
        }

        return true;
    }

    private bool Refuse(UInt128 sender, ReadOnlySpan<byte> raw, string reason)
    {
        counts.AddRefused(1);
        var now = time.GetTimestamp();
        if (told.TryGetValue(sender, out var last) && time.GetElapsedTime(last, now) < ReportEvery)
        {
            return false;
        }

        if (told.Count >= MaxToldOf)
        {
            told.Clear(); // forged addresses must not fill memory
        }

        told[sender] = now;
        Log.Refused(logger, SenderAddress.Read(raw[..16], raw[16..]).Address, reason, counts.Refused);
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Warning,
            "A datagram from {Sender} is refused: {Reason} ({Refused} refused since the start; logged once a minute for each sender)")]
        public static partial void Refused(ILogger logger, IPAddress sender, string reason, long refused);
    }
}
