using System.Collections.Concurrent;
using Butler.Local.ServiceBus.Access;

namespace Butler.Local.ServiceBus.Amqp.Connections;

/// <summary>The tokens that a connection's client has put.</summary>
internal sealed class TokenBook(SharedAccess access)
{
    private readonly ConcurrentDictionary<string, (string Token, string Host)> tokens = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Keeps a token that opens what it is put for.</summary>
    /// <param name="audience">What it is put for, as a URI.</param>
    /// <param name="token">The shared access signature.</param>
    /// <returns>Why it is refused; null when it is not.</returns>
    public string? Put(string audience, string token)
    {
        if (!Uri.TryCreate(audience, UriKind.Absolute, out var uri))
        {
            return "InvalidAudience: The audience is not a URI.";
        }

        var path = Uri.UnescapeDataString(uri.AbsolutePath).Trim('/');
        if (access.Refuse(token, uri.Host, path) is { } reason)
        {
            return reason;
        }

        tokens[path] = (token, uri.Host);
        return null;
    }

    /// <summary>Whether a token that is still valid opens an address.</summary>
    public bool Opens(string address) => tokens.Values.Any(put => access.Refuse(put.Token, put.Host, address) is null);
}
