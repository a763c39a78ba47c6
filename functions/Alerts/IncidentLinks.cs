using System.Security.Cryptography;
using System.Text;
using Butler.Core.Commands;

namespace Butler.Functions.Alerts;

/// <summary>
/// Creates the links that acknowledge an incident without a function key. The token of a link is the HMAC-SHA256 of the incident's id. Its
/// key is derived from the master key, the app setting <c>BUTLER_COMMAND_KEY</c>. Without the master key or the app's address there are no
/// links.
/// </summary>
/// <param name="master">The master key; null when it is not set or too short.</param>
/// <param name="address">The app's own address without <c>/api</c>; null when it is unknown.</param>
internal sealed class IncidentLinks(MasterKey? master, Uri? address)
{
    private readonly byte[]? key = master?.ForLinks();

    /// <summary>The app's address from <c>BUTLER_PUBLIC_URL</c>, or from <c>WEBSITE_HOSTNAME</c>, which Azure sets.</summary>
    public static Uri? Address(Func<string, string?> environment) =>
        Uri.TryCreate(environment("BUTLER_PUBLIC_URL"), UriKind.Absolute, out var set) && set.Scheme is "http" or "https" ? set
        : environment("WEBSITE_HOSTNAME") is { Length: > 0 } host
            && Uri.TryCreate($"https://{host}", UriKind.Absolute, out var azure) ? azure
        : null;

    /// <summary>The link that acknowledges an incident; null without links.</summary>
    public Uri? Of(string incident) =>
        key is not null && address is not null
            ? new Uri($"{address.AbsoluteUri.TrimEnd('/')}/api/v4/incidents/{incident}/ack/{Token(key, incident)}")
            : null;

    /// <summary>Verifies the token of an incident in constant time.</summary>
    public bool IsGood(string incident, string? token) =>
        key is not null && token is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token(key, incident)));

    private static string Token(byte[] key, string incident) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(incident)));
}
