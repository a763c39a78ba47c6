using System.Security.Cryptography;
using System.Text;

namespace Butler.Core.Webhooks;

/// <summary>
/// The header <c>Qlik-Signature</c>: HMAC-SHA256 of the body as it was sent, with the webhook's secret, in lower-case hexadecimal digits
/// (https://qlik.dev/apis/event/webhooks). It carries no time, so a repeated call has a good signature.
/// </summary>
public static class QlikSignature
{
    /// <summary>The header's name.</summary>
    public const string Header = "Qlik-Signature";

    /// <summary>Signs a body.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Whether one of the secrets signed the body. All are tried, each in constant time.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="signature">The header's value.</param>
    /// <param name="secrets">The webhook's secrets: two while a new one replaces an old one.</param>
    public static bool IsGood(ReadOnlySpan<byte> body, string signature, IReadOnlyList<string> secrets)
    {
        var sent = Encoding.UTF8.GetBytes(signature);
        var isGood = false;
        foreach (var secret in secrets)
        {
            isGood |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(body, secret)), sent);
        }

        return isGood;
    }
}
