using Butler.Core.Destinations;
using Butler.Functions.Channels;

namespace Butler.Functions.Delivering.Sending;

internal sealed class HttpSender(HttpTransport http, ChannelKinds kinds)
{
    public async Task<DeliveryOutcome> SendAsync(SendRequest request, ChannelMessage.Http message, CancellationToken cancellationToken)
    {
        var kind = kinds.Of(request.Options);
        var delivery = kind.Request(request, message) with { ContentType = message.ContentType, Answer = kind.Answer };
        delivery = delivery with { Body = delivery.Body ?? message.Body };
        return kind.Explain(await http.SendAsync(delivery, cancellationToken), request.Options);
    }
}
