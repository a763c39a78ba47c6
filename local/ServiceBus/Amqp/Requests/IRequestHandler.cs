using Microsoft.Azure.Amqp;

namespace Butler.Local.ServiceBus.Amqp.Requests;

/// <summary>What stands behind a request-response link.</summary>
internal interface IRequestHandler
{
    Response Answer(Request request);

    /// <summary>Writes a response, in the spelling that the node's clients expect.</summary>
    AmqpMessage Write(Response response);
}
