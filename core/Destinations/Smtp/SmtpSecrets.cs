using System.Text;

namespace Butler.Core.Destinations.Smtp;

/// <summary>Removes the login, in all its wire formats, from reasons.</summary>
internal static class SmtpSecrets
{
    /// <summary>Shorter texts are not redacted, because they occur in any sentence.</summary>
    private const int Shortest = 4;

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>The initial response of PLAIN (RFC 4616).</summary>
    public static string Plain(string user, string password) => Base64($"\0{user}\0{password}");

    /// <summary>Removes a login from a text: a server may repeat it.</summary>
    public static string Redact(string text, SmtpServer server)
    {
        if (server is not { User: { } user, Password: { } password })
        {
            return text;
        }

        string[] secrets = [Plain(user, password), Base64(password), password, password.Trim()];
        return secrets.Where(secret => secret.Length >= Shortest).Aggregate(
            text, (left, secret) => left.Replace(secret, "***", StringComparison.OrdinalIgnoreCase));
    }
}
