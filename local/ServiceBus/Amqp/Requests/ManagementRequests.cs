using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Requests;

/// <summary>
/// The node <c>{entity}/$management</c>: operations on messages other than send, receive and settle on a link.
/// </summary>
internal sealed class ManagementRequests(BrokerQueue queue, bool deadLetter) : IRequestHandler
{
    public const string Suffix = "/$management";

    private readonly LockRequests locks = new(queue, deadLetter);
    private readonly SequenceRequests sequence = new(queue, deadLetter);

    public Response Answer(Request request) => request.Operation switch
    {
        "com.microsoft:renew-lock" => locks.Renew(request),
        "com.microsoft:update-disposition" => locks.Settle(request),
        "com.microsoft:schedule-message" => sequence.Schedule(request),
        "com.microsoft:cancel-scheduled-message" => sequence.Cancel(request),
        "com.microsoft:peek-message" => sequence.Peek(request),
        "com.microsoft:receive-by-sequence-number" => sequence.Receive(request),
        _ => new Response(501, $"The operation '{request.Operation}' is not supported.", AmqpErrorCode.NotImplemented.Value),
    };

    public AmqpMessage Write(Response response)
    {
        var message = AmqpMessage.Create(new AmqpValue { Value = response.Body });
        var properties = message.ApplicationProperties.Map;
        properties["statusCode"] = response.Status;
        properties["statusDescription"] = response.Description;
        if (response.Condition is { } condition)
        {
            properties["errorCondition"] = new Microsoft.Azure.Amqp.Encoding.AmqpSymbol(condition);
        }

        return message;
    }
}
