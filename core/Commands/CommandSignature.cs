using System.Security.Cryptography;
using System.Text;

namespace Butler.Core.Commands;

/// <summary>
/// The signature of a command: HMAC-SHA256 (RFC 2104) over the exact bytes of the message's body, as 64 lower-case hexadecimal
/// digits in the message property <see cref="Property"/>. The body holds id, relay, site and deadline, so copying a signed
/// body to another queue, or sending it again later, has no effect.
/// </summary>
public static class CommandSignature
{
    /// <summary>The message property with the signature.</summary>
    public const string Property = "signature";

    /// <summary>The message property with the id of the key, which distinguishes a changed key from a forgery.</summary>
    public const string KeyIdProperty = "signature-key";

    /// <summary>Computes the signature of a body.</summary>
    public static string Of(string key, ReadOnlySpan<byte> body) => Convert.ToHexStringLower(Hash(key, body));

    /// <summary>The id of a key: eight hexadecimal digits that do not reveal the key.</summary>
    public static string KeyId(string key) => Of(key, "butler-functions command key"u8)[..8];

    /// <summary>Verifies the signature of a body in constant time.</summary>
    public static bool IsGood(string key, ReadOnlySpan<byte> body, string? signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature is { Length: HMACSHA256.HashSizeInBytes * 2 }
            && Convert.FromHexString(signature, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given, Hash(key, body));
    }

    private static byte[] Hash(string key, ReadOnlySpan<byte> body) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body);
}
