using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Butler.Core.Azure.ServiceBus;

/// <summary>
/// Signs requests with a shared access signature for their queue. Policies of the namespace and of the queue both allow this.
/// Source: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas
/// </summary>
internal sealed class SharedAccessSignaturePolicy(string keyName, string key, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);
    private readonly byte[] keyBytes = Encoding.UTF8.GetBytes(key);
    private readonly ConcurrentDictionary<string, Token> tokens = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        var uri = message.Request.Uri;
        var path = uri.Path.TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var port = uri.Scheme == Uri.UriSchemeHttps && uri.Port == 443 ? "" : string.Create(CultureInfo.InvariantCulture, $":{uri.Port}");
        var resource = $"{uri.Scheme}://{uri.Host}{port}/{(slash < 0 ? path : path[..slash])}";
        message.Request.Headers.SetValue("Authorization", TokenFor(resource));
    }

    /// <summary>Returns a token for a resource, and renews it after half of its lifetime.</summary>
    private string TokenFor(string resource)
    {
        var now = time.GetUtcNow();
        if (tokens.TryGetValue(resource, out var token) && token.RenewAt > now)
        {
            return token.Header;
        }

        var encoded = Uri.EscapeDataString(resource.ToLowerInvariant());
        var expiry = (now + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(keyBytes, Encoding.UTF8.GetBytes($"{encoded}\n{expiry}"));
        var header = $"SharedAccessSignature "
            + $"sr={encoded}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={expiry}&skn={keyName}";
        tokens[resource] = new Token(header, now + (Lifetime / 2));
        return header;
    }

    private sealed record Token(string Header, DateTimeOffset RenewAt);
}
