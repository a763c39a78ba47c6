using Microsoft.Azure.Amqp;

namespace Butler.Local.ServiceBus.Amqp.Requests;

/// <summary>The handler of a request-response link.</summary>
internal interface IRequestHandler
{
    Response Answer(Request request);

    /// <summary>Writes a response, in the form that the node's clients expect.</summary>
    AmqpMessage Write(Response response);
}
