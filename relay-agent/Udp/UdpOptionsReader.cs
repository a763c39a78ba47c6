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
            "Where to listen, " + ListenAddress.Expected),
        TimeZone = keys.Optional("timeZone", Yaml.TimeZone, "The zone of the log's time stamps; by default the machine's"),
        Encoding = keys.Optional(
            "encoding",
            UdpRulesReader.Encoding,
            "What text is read as that is neither UTF-8 nor UTF-16: auto (the machine's ANSI code page, or else Windows-1252) or a name such as windows-1250"),
        MaxSkew = keys.Optional(
            "maxSkew", UdpRulesReader.MaxSkew, Standard.MaxSkew,
            "How far the log's time may be from the time of receipt and still be relied on"),
        AllowedSources = keys.Optional(
            "allowedSources", UdpRulesReader.Sources,
            "Who may send: addresses, ranges such as 10.0.0.0/8, and host names; absent: anybody"),
        RateLimit = keys.Optional("rateLimit", UdpRulesReader.RateLimit, "How much one sender may send; absent: no limit"),
        MaxSize = UdpRulesReader.MaxSize(keys),
        Mirror = keys.Optional("mirror", UdpRulesReader.Mirror, "Who gets a copy of each datagram that was taken"),
    });

    /// <summary>The section when the file has none: the address may come from the environment all the same.</summary>
    public UdpOptions Absent(YamlKeys keys) => new() { Listen = overrides.Instead(ListenVariable, keys, "udp", Listen, Standard.Listen) };

    private static string? Listen(string text, out ListenAddress value) =>
        ListenAddress.TryParse(text, out value) ? null : $"is not {ListenAddress.Expected}";
}
