using System.Security.Cryptography;
using System.Text;
using Butler.Core.Destinations;

namespace Butler.Functions.Channels.Webhook;

/// <summary>Creates the request for a URL, with the secrets: address, headers, signature.</summary>
internal static class WebhookRequest
{
    public static HttpDelivery Of(SendRequest request, WebhookOptions webhook, ChannelMessage.Http message)
    {
        var headers = request.Headers(webhook.Headers);
        Sign(headers, webhook, message.Body);
        return new HttpDelivery
        {
            Url = WithQuery(webhook.Url!, message.Query),
            Method = webhook.Method,
            Headers = headers,
            Trust = new HttpTrust(webhook.Ca, webhook.Insecure),
        };
    }

    /// <summary>Adds the header that signs a body, if the channel signs.</summary>
    public static void Sign(Dictionary<string, string> headers, WebhookOptions webhook, ReadOnlyMemory<byte>? body)
    {
        if (webhook.Sign is { } sign)
        {
            var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(sign.Secret), (body ?? ReadOnlyMemory<byte>.Empty).Span);
            headers[sign.Header] = "sha256=" + Convert.ToHexStringLower(signature);
        }
    }

    /// <summary>Adds fields to the query of the address.</summary>
    private static Uri WithQuery(Uri url, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        if (fields.Count == 0)
        {
            return url;
        }

        var added = string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}"));
        return new UriBuilder(url) { Query = url.Query.Length > 1 ? $"{url.Query}&{added}" : added }.Uri;
    }
}
