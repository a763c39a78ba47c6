using System.Security.Cryptography;
using System.Text;
using Butler.Core.Transports;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;

namespace Butler.Functions.Delivering.Sending;

/// <summary>Sends over HTTP, and adds what is secret: address, headers, signature.</summary>
internal sealed class HttpSender(HttpTransport http)
{
    public Task<DeliveryOutcome> SendAsync(SendRequest request, ChannelMessage.Http message, CancellationToken cancellationToken) =>
        http.SendAsync(Address(request, message) with { Body = message.Body, ContentType = message.ContentType }, cancellationToken);

    private static HttpDelivery Address(SendRequest request, ChannelMessage.Http message) => request.Options switch
    {
        WebhookOptions webhook => new HttpDelivery
        {
            Url = WithQuery(webhook.Url!, message.Query),
            Method = webhook.Method,
            Headers = Headers(request, webhook, message.Body),
            Trust = new HttpTrust(webhook.Ca, webhook.Insecure),
        },
        SlackOptions slack => new HttpDelivery { Url = slack.Url!, Method = "POST", Headers = request.Headers() },
        TeamsOptions teams => new HttpDelivery { Url = teams.Url!, Method = "POST", Headers = request.Headers() },
        _ => throw new InvalidOperationException($"Channels of the type {request.Options.Type} have no address."),
    };

    /// <summary>The file's headers, ours, and the signature of the body.</summary>
    private static Dictionary<string, string> Headers(SendRequest request, WebhookOptions webhook, ReadOnlyMemory<byte>? body)
    {
        var headers = request.Headers();
        foreach (var (name, value) in webhook.Headers.Where(header => !headers.ContainsKey(header.Key)))
        {
            headers[name] = value;
        }

        if (webhook.Sign is { } sign)
        {
            var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(sign.Secret), (body ?? ReadOnlyMemory<byte>.Empty).Span);
            headers[sign.Header] = "sha256=" + Convert.ToHexStringLower(signature);
        }

        return headers;
    }

    /// <summary>Adds fields to what the address has already.</summary>
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
