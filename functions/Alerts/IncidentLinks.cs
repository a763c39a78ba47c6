using System.Security.Cryptography;
using System.Text;
using Butler.Core.Commands;

namespace Butler.Functions.Alerts;

/// <summary>
/// The links by which people acknowledge an incident without a function key. A link's token is HMAC-SHA256 over the incident's id, under a key
/// that is derived from the master key, the app setting <c>BUTLER_COMMAND_KEY</c>; without that, or without an address of this app, there are no links.
/// </summary>
/// <param name="master">The master key; null where it is not set or too short.</param>
/// <param name="address">The app's own address without <c>/api</c>; null where it is not known.</param>
internal sealed class IncidentLinks(MasterKey? master, Uri? address)
{
    private readonly byte[]? key = master?.ForLinks();

    /// <summary>The app's address from <c>BUTLER_PUBLIC_URL</c>, else from <c>WEBSITE_HOSTNAME</c>, which Azure sets.</summary>
    public static Uri? Address(Func<string, string?> environment) =>
        Uri.TryCreate(environment("BUTLER_PUBLIC_URL"), UriKind.Absolute, out var set) && set.Scheme is "http" or "https" ? set
        : environment("WEBSITE_HOSTNAME") is { Length: > 0 } host && Uri.TryCreate($"https://{host}", UriKind.Absolute, out var azure) ? azure
        : null;

    /// <summary>Where an incident is acknowledged; null where there are no links.</summary>
    public Uri? Of(string incident) =>
        key is not null && address is not null
            ? new Uri($"{address.AbsoluteUri.TrimEnd('/')}/api/v4/incidents/{incident}/ack/{Token(key, incident)}")
            : null;

    /// <summary>Whether a token is the incident's; the time it takes does not tell how much of it is right.</summary>
    public bool IsGood(string incident, string? token) =>
        key is not null && token is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token(key, incident)));

    private static string Token(byte[] key, string incident) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(incident)));
}
