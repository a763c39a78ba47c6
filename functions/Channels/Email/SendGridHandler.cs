using System.Globalization;
using System.Net;
using Butler.Core.Destinations;

namespace Butler.Functions.Channels.Email;

/// <summary>Passes the request of SendGrid's client to the HTTP transport, which evaluates the answer as for all destinations.</summary>
internal sealed class SendGridHandler(HttpTransport http) : HttpMessageHandler
{
    /// <summary>The maximum size of a mail in bytes.</summary>
    private const int Largest = 30 * 1000 * 1000;

    /// <summary>How the request ended.</summary>
    public DeliveryOutcome Outcome { get; private set; } = new DeliveryOutcome.Refused("SendGrid's client sent no request");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        Outcome = body.Length > Largest
            ? new DeliveryOutcome.Refused(string.Create(
                CultureInfo.InvariantCulture, $"SendGrid accepts mails of at most {Largest} bytes, and this one has {body.Length}"))
            : await http.SendAsync(Delivery(request, body), cancellationToken);

        // The client reads only the status; the outcome has the details.
        return new HttpResponseMessage(Outcome is DeliveryOutcome.Sent ? HttpStatusCode.Accepted : HttpStatusCode.BadGateway)
        {
            RequestMessage = request,
        };
    }

    private static HttpDelivery Delivery(HttpRequestMessage request, byte[] body) => new()
    {
        Url = request.RequestUri!,
        Method = request.Method.Method,
        Headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(' ', header.Value)),
        Body = body,
        Answer = AnswerForm.Json,
    };
}
