using System.Globalization;
using Butler.Core.Destinations;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>Creates the request to an account of New Relic: with the account's key, to the address for the kind of data.</summary>
internal static class NewRelicRequest
{
    /// <summary>Creates the request; the channel has already checked the recipient.</summary>
    public static HttpDelivery Of(SendRequest request, NewRelicOptions options, ChannelMessage.Http message)
    {
        if (!NewRelicRecipient.TryRead(options, request.Delivery.Delivery.Recipient, out var recipient, out var problem))
        {
            throw new InvalidOperationException(problem);
        }

        var headers = request.Headers(options.Headers);
        headers["Api-Key"] = recipient.Account.Key;
        return new HttpDelivery
        {
            Url = Url(options.Urls, recipient),
            Method = "POST",
            Headers = headers,
            Body = message.Body,
            ContentType = message.ContentType,
        };
    }

    private static Uri Url(NewRelicUrls urls, NewRelicRecipient recipient) => recipient.Kind switch
    {
        "event" => new Uri(string.Create(
            CultureInfo.InvariantCulture, $"{urls.Event.AbsoluteUri.TrimEnd('/')}/v1/accounts/{recipient.Account.Id}/events")),
        "log" => urls.Log,
        _ => urls.Metric,
    };
}
