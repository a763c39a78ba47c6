using System.Collections.Concurrent;
using Butler.Local.ServiceBus.Access;

namespace Butler.Local.ServiceBus.Amqp.Connections;

/// <summary>The tokens of a connection's client.</summary>
internal sealed class TokenBook(SharedAccess access)
{
    private readonly ConcurrentDictionary<string, (string Token, string Host)> tokens = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Stores a token if it is valid for its audience.</summary>
    /// <param name="audience">The audience of the token, as a URI.</param>
    /// <param name="token">The shared access signature.</param>
    /// <returns>Why the token is refused; null when it is accepted.</returns>
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

    /// <summary>Whether a valid token gives a right at an address; null: any right.</summary>
    public bool Opens(string address, AccessRight? right) =>
        tokens.Values.Any(put => access.Refuse(put.Token, put.Host, address, right) is null);
}
