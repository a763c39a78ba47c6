using System.Text;
using Butler.Core.Configuration;
using Butler.Core.Text;
using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Udp;

/// <summary>Reads the rules of <c>udp</c>.</summary>
internal static class UdpRulesReader
{
    /// <summary>The allowed senders. An empty list allows none.</summary>
    public static YamlType<IReadOnlyList<SourceRule>> Sources { get; } = Yaml.List(Yaml.Text.Then((string text, out SourceRule rule) =>
        SourceRule.TryParse(text, out rule) ? null : $"is not {SourceRule.Expected}"));

    /// <summary>The receivers of copies; an empty list means none.</summary>
    public static YamlType<IReadOnlyList<HostAndPort>?> Mirror { get; } = Yaml
        .List(Yaml.Text.Then((string text, out HostAndPort receiver) =>
        HostAndPort.TryParse(text, out receiver) ? null : $"is not {HostAndPort.Expected}"))
        .Then((IReadOnlyList<HostAndPort> list, out IReadOnlyList<HostAndPort>? value) =>
        {
            value = list.Count > 0 ? list : null;
            return null;
        });

    /// <summary>The encoding of text that is neither UTF-8 nor UTF-16; null is <c>auto</c>.</summary>
    public static YamlType<Encoding?> Encoding { get; } = Yaml.Text.Then((string text, out Encoding? value) =>
    {
        value = null;
        return text.Equals("auto", StringComparison.OrdinalIgnoreCase) || (value = EncodingName.Find(text)) is not null
            ? null
            : $"is not auto or the name of an encoding, such as windows-1252, iso-8859-1, utf-8 or "
                + $"utf-16{DidYouMean.Hint(text, EncodingName.All)}";
    });

    /// <summary>
    /// The maximum difference of the log's time from the time of receipt. Less than a minute could report a busy network as a wrong clock.
    /// </summary>
    public static YamlType<TimeSpan> MaxSkew { get; } = Yaml.Duration.Then((TimeSpan skew, out TimeSpan value) =>
        (value = skew) >= TimeSpan.FromMinutes(1) && skew <= TimeSpan.FromDays(1) ? null : "must be from 1m to 1d");

    /// <summary>The rate limit of a sender.</summary>
    public static YamlType<RateLimit> RateLimit { get; } = Yaml.Object(keys => new RateLimit(
        keys.Required("perSource", Yaml.Int(1, int.MaxValue), "the number of datagrams"),
        keys.Optional(
            "per",
            Yaml.Duration.Then(
                (TimeSpan period, out TimeSpan value) => (value = period) > TimeSpan.Zero ? null : "must be longer than nothing"),
            TimeSpan.FromMinutes(1),
            "The period, by default 1m")));

    /// <summary>The maximum size of a datagram.</summary>
    public static int? MaxSize(YamlKeys keys)
    {
        var size = keys.Optional(
            "maxSize",
            Yaml.Bytes.Then((long bytes, out long value) => (value = bytes) is > 0 and <= RecordFormat.MaxDatagram
                ? null
                : "must be from 1 to 65535 bytes"),
            0L,
            "The maximum size of a datagram; by default the maximum of UDP");
        return size > 0 ? (int)size : null;
    }
}
