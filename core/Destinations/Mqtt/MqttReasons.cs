using System.Globalization;

namespace Butler.Core.Destinations.Mqtt;

/// <summary>The broker's reasons in words (MQTT 3.1.1 table 3.1, 5.0 table 2-6).</summary>
internal static class MqttReasons
{
    /// <summary>Reason codes from this value are failures, also in SUBACK of 3.1.1.</summary>
    public const byte Failure = 0x80;

    private const byte UnsupportedVersion311 = 1;
    private const byte UnsupportedVersion5 = 0x84;

    /// <summary>Whether CONNACK says that the broker does not support this version.</summary>
    public static bool IsWrongVersion(byte reason) => reason is UnsupportedVersion311 or UnsupportedVersion5;

    /// <summary>Whether a refused connection needs another setting: an immediate retry would be refused again.</summary>
    public static bool NeedsOperator(byte reason) => reason is 1 or 2 or 4 or 5
        or 0x81 or 0x82 or 0x84 or 0x85 or 0x86 or 0x87 or 0x8A or 0x8C or 0x90 or 0x95 or 0x9A or 0x9B or 0x9C or 0x9D;

    /// <summary>
    /// Whether a refused message may be accepted later: an unspecified error, the broker's own trouble, or a quota that is used up.
    /// </summary>
    public static bool MayPass(byte reason) => reason is Failure or 0x83 or 0x88 or 0x89 or 0x91 or 0x97;

    /// <summary>A reason in words, with the broker's own text.</summary>
    public static string With(byte reason, string? said) => string.IsNullOrEmpty(said) ? Name(reason) : $"{Name(reason)}: {said}";

    /// <summary>A reason in words.</summary>
    public static string Name(byte reason) => reason switch
    {
        1 => "it does not speak this version of the protocol",
        2 or 0x85 => "it does not take this client id",
        3 or 0x88 => "it is not available",
        4 or 0x86 => "user or password are wrong",
        5 or 0x87 => "not authorised",
        0x80 => "unspecified error",
        0x84 => "it does not speak this version of the protocol",
        0x89 => "it is busy",
        0x8B => "it is shutting down",
        0x8D => "keep-alive timed out",
        0x8E => "another client took over this client id",
        0x8F => "the filter is not valid",
        0x90 => "the topic is not valid",
        0x93 => "too many messages at once",
        0x95 => "the packet is too large",
        0x97 => "quota exceeded",
        0x9A => "it keeps no messages (retain)",
        0x9B => "it does not take this quality of service",
        0x9C or 0x9D => "another server is to be used",
        0x9E => "it knows no shared subscriptions",
        0xA2 => "it knows no wildcard subscriptions",
        _ => string.Create(CultureInfo.InvariantCulture, $"reason 0x{reason:X2}"),
    };
}
