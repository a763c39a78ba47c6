using System.Text;
using Butler.Core.Commands;
using Butler.Core.Destinations;

namespace Butler.RelayAgent.Commands.Delivering;

/// <summary>Delivers with HTTP; the headers in the relay's file replace those of the delivery.</summary>
internal sealed class HttpDestination(HttpTransport http) : IDestinationKind
{
    public bool CanHandle(DestinationOptions destination) => destination.Http is not null;

    public Task<DeliveryOutcome> SendAsync(DestinationOptions destination, DeliverArguments asked, CancellationToken stopping) =>
        http.SendAsync(Request(destination, asked), stopping);

    private static HttpDelivery Request(DestinationOptions destination, DeliverArguments asked)
    {
        var headers = new Dictionary<string, string>(asked.Headers ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase)
        {
            ["Idempotency-Key"] = asked.DeliveryId,
        };
        if (asked.PossibleDuplicate)
        {
            headers["X-Butler-Possible-Duplicate"] = "true";
        }

        foreach (var (name, value) in destination.Headers)
        {
            headers[name] = value;
        }

        return new HttpDelivery
        {
            Url = destination.Http!,
            Method = destination.Method,
            Headers = headers,
            Body = Encoding.UTF8.GetBytes(asked.Body),
            ContentType = asked.ContentType,
            Answer = Enum.TryParse<AnswerForm>(asked.Answer, out var answer) ? answer : AnswerForm.Status,
            Trust = new HttpTrust(destination.Ca, destination.Insecure),
        };
    }
}
