using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Butler.Local.ServiceBus.Access;

/// <summary>
/// Checks shared access signatures: <c>SharedAccessSignature sr={resource}&amp;sig={signature}&amp;se={expiry}&amp;skn={policy}</c>,
/// where the signature is HMAC-SHA256 over the resource as written, a line feed and the expiry.
/// </summary>
internal sealed class SharedAccess(IReadOnlyList<AccessPolicy> policies, TimeProvider time)
{
    private const string Scheme = "SharedAccessSignature ";

    // Clients use a token for many requests, so its signature is computed once.
    private const int MaxRemembered = 256;

    private readonly ConcurrentDictionary<string, Token> verified = new(StringComparer.Ordinal);

    /// <summary>Checks a request's Authorization header.</summary>
    /// <param name="authorization">The header; empty when there is none.</param>
    /// <param name="host">The host that the request names, with or without a port.</param>
    /// <param name="entity">The entity that the request addresses.</param>
    /// <param name="right">What is to be done there; null: anything that the token's policy allows.</param>
    /// <returns>Why the request is refused; null when it is accepted.</returns>
    public string? Refuse(string authorization, string host, string entity, AccessRight? right = null)
    {
        if (!verified.TryGetValue(authorization, out var token))
        {
            if (Read(authorization, out token) is { } fault)
            {
                return fault;
            }

            if (verified.Count >= MaxRemembered)
            {
                verified.Clear();
            }

            verified[authorization] = token;
        }

        return token.Expiry <= time.GetUtcNow() ? "ExpiredToken: The token has expired."
            : !token.Covers(host, entity) ? "InvalidAudience: The token's resource is not a prefix of the one requested."
            : !token.Policy.Covers(entity) ? $"InvalidAudience: The policy {token.Policy.Name} is one of another queue."
            : right is { } needed && !token.Policy.Has(needed) ? $"Unauthorized: The policy {token.Policy.Name} lacks the right {needed}."
            : null;
    }

    private string? Read(string authorization, out Token token)
    {
        token = default;
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return "MalformedToken: The request has no shared access signature.";
        }

        string? resource = null, signature = null, expiry = null, policy = null;
        foreach (var part in authorization[Scheme.Length..].Split('&', StringSplitOptions.TrimEntries))
        {
            _ = part.Split('=', 2) switch
            {
                ["sr", var value] => resource = value,
                ["sig", var value] => signature = Uri.UnescapeDataString(value),
                ["se", var value] => expiry = value,
                ["skn", var value] => policy = Uri.UnescapeDataString(value),
                _ => null,
            };
        }

        if (resource is null || signature is null || policy is null
            || !long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || !Uri.TryCreate(Uri.UnescapeDataString(resource), UriKind.Absolute, out var uri))
        {
            return "MalformedToken: The shared access signature lacks sr, sig, se or skn, or one of them is malformed.";
        }

        var signed = Encoding.UTF8.GetBytes($"{resource}\n{expiry}");
        if (policies.FirstOrDefault(known => known.Name == policy && known.HasSigned(signed, signature)) is not { } signer)
        {
            return "InvalidSignature: The token has an invalid signature.";
        }

        token = new Token(
            uri.Host, Uri.UnescapeDataString(uri.AbsolutePath).Trim('/'), DateTimeOffset.FromUnixTimeSeconds(seconds), signer);
        return null;
    }

    private readonly record struct Token(string Host, string Path, DateTimeOffset Expiry, AccessPolicy Policy)
    {
        // The port is not compared: a client behind a forwarding proxy signs the port it sees.
        public bool Covers(string host, string entity) =>
            (SameHost(host) || (IsLoopback(Host) && IsLoopback(HostPart(host))))
            && entity.StartsWith(Path, StringComparison.OrdinalIgnoreCase)
            && (Path.Length == 0 || entity.Length == Path.Length || entity[Path.Length] == '/');

        private bool SameHost(string host) => HostPart(host).Equals(Host, StringComparison.OrdinalIgnoreCase);

        private static ReadOnlySpan<char> HostPart(string host)
        {
            var colon = host.LastIndexOf(':');
            return colon > host.LastIndexOf(']') ? host.AsSpan(0, colon) : host;
        }

        private static bool IsLoopback(ReadOnlySpan<char> host) =>
            host is "127.0.0.1" or "[::1]" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
    }
}
