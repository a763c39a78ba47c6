using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Butler.Core.Text;

namespace Butler.Core.Commands;

/// <summary>
/// The master key of the function app, and the keys derived from it by HKDF-SHA256 (RFC 5869): one for each relay, so that one relay's
/// key is of no use with another relay, and one for each kind of link in alerts. The master key itself never leaves the function app.
/// </summary>
public sealed class MasterKey
{
    /// <summary>The minimum length of a master key and of a relay's key, in bytes of UTF-8.</summary>
    public const int MinBytes = 32;

    private const string CommandPurpose = "butler-functions relay command key 1";
    private const string LinkPurpose = "butler-functions incident link key 1";
    private const string ScriptLogPurpose = "butler-functions script log link key 1";

    private readonly byte[] secret;

    private MasterKey(byte[] secret) => this.secret = secret;

    /// <summary>Generates a master key: 32 random bytes in Base64.</summary>
    public static string Generate() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(MinBytes));

    /// <summary>Reads a master key.</summary>
    /// <param name="text">The setting; null or empty when it is not set.</param>
    /// <param name="key">The key; null when it is not set or too short.</param>
    /// <returns>The problem, as the end of a sentence; null when the key is valid.</returns>
    public static string? TryRead(string? text, out MasterKey? key)
    {
        var trimmed = text?.TrimEnd('\r', '\n');
        key = null;
        if (string.IsNullOrEmpty(trimmed))
        {
            return "is not set; make one with \"butler relay-key --new-master\"";
        }

        if (KeyVaultReference.IsOne(trimmed))
        {
            return KeyVaultReference.Problem;
        }

        if (IsTooShort(trimmed))
        {
            return $"is shorter than {MinBytes} bytes; make one with \"butler relay-key --new-master\"";
        }

        key = new MasterKey(Encoding.UTF8.GetBytes(trimmed));
        return null;
    }

    /// <summary>Whether a master key, or a relay's key, is shorter than <see cref="MinBytes"/>.</summary>
    public static bool IsTooShort(string key) => Encoding.UTF8.GetByteCount(key) < MinBytes;

    /// <summary>Derives the key of a relay, <c>commands.key</c> in its file: 64 hexadecimal digits.</summary>
    /// <param name="site">The relay's site, as in its configuration file; case-sensitive.</param>
    /// <param name="relay">The relay's name; case-sensitive.</param>
    public string ForRelay(string site, string relay) => Convert.ToHexStringLower(Derive(CommandPurpose, site, relay));

    /// <summary>Derives the key that signs the links that acknowledge incidents.</summary>
    public byte[] ForLinks() => Derive(LinkPurpose);

    /// <summary>Derives the key that signs the links to script logs.</summary>
    public byte[] ForScriptLogs() => Derive(ScriptLogPurpose);

    /// <summary>Each part has its length (4 bytes, big-endian) in front, so that different lists of parts give different bytes.</summary>
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
