using System.Security.Cryptography;
using System.Text;
using Butler.Core.Destinations;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;

namespace Butler.Functions.Delivering.Sending;

/// <summary>Sends over HTTP, and adds what is secret: address, headers, signature.</summary>
internal sealed class HttpSender(HttpTransport http)
{
    public async Task<DeliveryOutcome> SendAsync(SendRequest request, ChannelMessage.Http message, CancellationToken cancellationToken)
    {
        var delivery = Address(request, message) with { Body = message.Body, ContentType = message.ContentType, Answer = AnswerOf(request.Options) };
        var outcome = await http.SendAsync(delivery, cancellationToken);
        return request.Options is InfluxOptions influx ? InfluxRequest.Explain(outcome, influx) : outcome;
    }

    /// <summary>How the destination of a channel says in a 2xx answer that it failed.</summary>
    public static AnswerForm AnswerOf(ChannelOptions options) => options switch
    {
        SlackOptions => AnswerForm.Slack,
        TeamsOptions => AnswerForm.Teams,
        Signl4Options or InfluxOptions or NewRelicOptions or EmailOptions => AnswerForm.Json,
        _ => AnswerForm.Status,
    };

    /// <summary>The header that signs a body.</summary>
    public static KeyValuePair<string, string> Signature(SignOptions sign, ReadOnlyMemory<byte>? body)
    {
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(sign.Secret), (body ?? ReadOnlyMemory<byte>.Empty).Span);
        return new(sign.Header, "sha256=" + Convert.ToHexStringLower(signature));
    }

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
        Signl4Options signl4 => new HttpDelivery { Url = signl4.Url!, Method = "POST", Headers = request.Headers() },
        InfluxOptions influx => InfluxRequest.Of(request, influx, message),
        NewRelicOptions newRelic => NewRelicRequest.Of(request, newRelic, message),
        _ => throw new InvalidOperationException($"Channels of the type {request.Options.Type} have no address."),
    };

    /// <summary>What the destination is told of the delivery, the operator's headers in place of those, and the signature of the body.</summary>
    private static Dictionary<string, string> Headers(SendRequest request, WebhookOptions webhook, ReadOnlyMemory<byte>? body)
    {
        var headers = request.Headers(webhook.Headers);
        if (webhook.Sign is { } sign)
        {
            var (name, value) = Signature(sign, body);
            headers[name] = value;
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
