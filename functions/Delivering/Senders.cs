using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Butler.Core.Transports;
using Butler.Functions.Alerting;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;

namespace Butler.Functions.Delivering;

/// <summary>Hands a channel's message to its transport and adds what is secret: address, headers, signature.</summary>
internal sealed class Senders(HttpTransport http, TextWriter terminal)
{
    /// <summary>What stands before each line of an alert on the standard output, for whoever reads it.</summary>
    public const string TerminalMarker = "ALERT ";

    public Task<DeliveryOutcome> SendAsync(
        ChannelOptions options, ChannelMessage message, PlannedDelivery delivery, bool possibleDuplicate, CancellationToken cancellationToken) =>
        (options, message) switch
        {
            (WebhookOptions webhook, ChannelMessage.Http rendered) => http.SendAsync(
                new HttpDelivery
                {
                    Url = WithQuery(webhook.Url, rendered.Query),
                    Method = webhook.Method,
                    Body = rendered.Body,
                    Headers = Headers(webhook, rendered.Body, delivery, possibleDuplicate),
                    Trust = new HttpTrust(webhook.Ca, webhook.Insecure),
                },
                cancellationToken),
            (SlackOptions slack, ChannelMessage.Http rendered) => http.SendAsync(
                new HttpDelivery
                {
                    Url = slack.Url,
                    Method = "POST",
                    Body = rendered.Body,
                    Headers = Headers(null, rendered.Body, delivery, possibleDuplicate),
                },
                cancellationToken),
            (ConsoleOptions, ChannelMessage.Terminal rendered) => PrintAsync(rendered.Text),
            _ => throw new InvalidOperationException($"No transport takes {message.GetType().Name} for {options.GetType().Name}."),
        };

    /// <summary>One write for the whole alert, so that no other line comes between.</summary>
    private async Task<DeliveryOutcome> PrintAsync(string text)
    {
        var lines = string.Concat(text.Split('\n').Select(line => TerminalMarker + line + "\n"));
        await terminal.WriteAsync(lines);
        await terminal.FlushAsync();
        return new DeliveryOutcome.Sent("printed");
    }

    private static Dictionary<string, string> Headers(WebhookOptions? webhook, ReadOnlyMemory<byte>? body, PlannedDelivery delivery, bool possibleDuplicate)
    {
        var headers = new Dictionary<string, string>(webhook?.Headers ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase)
        {
            ["Idempotency-Key"] = delivery.Id,
        };
        if (delivery.Throttle is { HeldBack: > 0 } throttle)
        {
            headers["X-Butler-Held-Back"] = throttle.HeldBack.ToString(CultureInfo.InvariantCulture);
        }

        if (possibleDuplicate)
        {
            headers["X-Butler-Possible-Duplicate"] = "true";
        }

        if (webhook?.Sign is { } sign)
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
