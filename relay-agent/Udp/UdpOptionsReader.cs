using Butler.Core.Configuration;

namespace Butler.RelayAgent.Udp;

/// <param name="overrides">The environment variables that replace values of the file.</param>
internal sealed class UdpOptionsReader(EnvironmentOverrides overrides)
{
    /// <summary>Replaces <c>udp.listen</c>.</summary>
    public const string ListenVariable = "BUTLER_RELAY_UDP";

    private static readonly UdpOptions Standard = new();

    /// <summary>The section <c>udp</c>.</summary>
    public YamlType<UdpOptions> Type() => Yaml.Object(keys => new UdpOptions
    {
        Listen = keys.Optional(
            "listen",
            overrides.Over(ListenVariable, Yaml.Text.Then<ListenAddress>(Listen), Listen),
            overrides.Instead(ListenVariable, keys, "listen", Listen, Standard.Listen),
            "The listening address, " + ListenAddress.Expected),
        TimeZone = keys.Optional("timeZone", Yaml.TimeZone, "The zone of the log's time stamps; by default the machine's"),
        Encoding = keys.Optional(
            "encoding",
            UdpRulesReader.Encoding,
            "The encoding of text that is neither UTF-8 nor UTF-16: auto (the machine's ANSI code page, or else Windows-1252) or a name "
                + "such as windows-1250"),
        MaxSkew = keys.Optional(
            "maxSkew", UdpRulesReader.MaxSkew, Standard.MaxSkew,
            "The maximum difference of a reliable log time from the time of receipt"),
        AllowedSources = keys.Optional(
            "allowedSources", UdpRulesReader.Sources,
            "The allowed senders: addresses, ranges such as 10.0.0.0/8, and host names; absent: all"),
        RateLimit = keys.Optional("rateLimit", UdpRulesReader.RateLimit, "The rate limit of a sender; absent: no limit"),
        MaxSize = UdpRulesReader.MaxSize(keys),
        Mirror = keys.Optional("mirror", UdpRulesReader.Mirror, "The receivers of a copy of each accepted datagram"),
    });

    /// <summary>The section when the file has none: the address may still come from the environment.</summary>
    public UdpOptions Absent(YamlKeys keys) => new() { Listen = overrides.Instead(ListenVariable, keys, "udp", Listen, Standard.Listen) };

    private static string? Listen(string text, out ListenAddress value) =>
        ListenAddress.TryParse(text, out value) ? null : $"is not {ListenAddress.Expected}";
}
