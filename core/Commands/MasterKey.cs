using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Butler.Core.Commands;

/// <summary>
/// The function app's master key, and the keys that are derived from it by HKDF-SHA256 (RFC 5869): one for each relay, so that the file of
/// one relay opens no other, and one for the links in alerts. The master key itself never leaves the function app.
/// </summary>
public sealed class MasterKey
{
    /// <summary>The least length of a master key and of a relay's key, in bytes of UTF-8.</summary>
    public const int MinBytes = 32;

    private const string CommandPurpose = "butler-functions relay command key 1";
    private const string LinkPurpose = "butler-functions incident link key 1";

    private readonly byte[] secret;

    private MasterKey(byte[] secret) => this.secret = secret;

    /// <summary>A new master key as text: 32 random bytes in Base64.</summary>
    public static string Generate() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(MinBytes));

    /// <summary>Reads a master key.</summary>
    /// <param name="text">The key as it was set; null or empty where it was not.</param>
    /// <param name="key">The key; null where it is not set or too short.</param>
    /// <returns>What is wrong with it, as the end of a sentence; null when nothing is.</returns>
    public static string? TryRead(string? text, out MasterKey? key)
    {
        var trimmed = text?.TrimEnd('\r', '\n');
        key = null;
        if (string.IsNullOrEmpty(trimmed))
        {
            return "is not set; make one with \"butler relay-key --new-master\"";
        }

        if (IsTooShort(trimmed))
        {
            return $"is shorter than {MinBytes} bytes; make one with \"butler relay-key --new-master\"";
        }

        key = new MasterKey(Encoding.UTF8.GetBytes(trimmed));
        return null;
    }

    /// <summary>Whether a master key, or a relay's key, has fewer bytes than it must have.</summary>
    public static bool IsTooShort(string key) => Encoding.UTF8.GetByteCount(key) < MinBytes;

    /// <summary>The key of a relay, <c>commands.key</c> in its file: 64 hexadecimal digits.</summary>
    /// <param name="site">The relay's site, as its file says it; case counts.</param>
    /// <param name="relay">The relay's name; case counts.</param>
    public string ForRelay(string site, string relay) => Convert.ToHexStringLower(Derive(CommandPurpose, site, relay));

    /// <summary>The key that links in alerts are signed with.</summary>
    public byte[] ForLinks() => Derive(LinkPurpose);

    /// <summary>Each part is preceded by its length (4 bytes, big-endian), so that no two lists of parts are the same bytes.</summary>
    private byte[] Derive(params ReadOnlySpan<string> parts)
    {
        using var info = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            info.Write(length);
            info.Write(bytes);
        }

        return HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, MinBytes, salt: [], info: info.ToArray());
    }
}
