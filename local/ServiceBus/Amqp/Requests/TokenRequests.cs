using Butler.Local.ServiceBus.Amqp.Connections;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Requests;

/// <summary>The node <c>$cbs</c>, where a client puts tokens before it attaches links.</summary>
internal sealed partial class TokenRequests(TokenBook tokens, ILogger logger) : IRequestHandler
{
    public const string Address = "$cbs";

    private const string SharedAccessType = "servicebus.windows.net:sastoken";

    public Response Answer(Request request)
    {
        if (request.Operation != "put-token" || request.Property("name") is not { } audience || request.Text is not { } token)
        {
            return new Response(400, "The request must be put-token, with a name and a token.");
        }

        var refusal = request.Property("type") == SharedAccessType
            ? tokens.Put(audience, token)
            : "InvalidToken: Only shared access signatures are accepted.";
        if (refusal is null)
        {
            return new Response(202, "Accepted");
        }

        Log.Unauthorized(logger, audience, refusal);
        return new Response(401, refusal);
    }

    public AmqpMessage Write(Response response)
    {
        var message = AmqpMessage.Create(new AmqpValue { Value = response.Body });
        message.ApplicationProperties.Map["status-code"] = response.Status;
        message.ApplicationProperties.Map["status-description"] = response.Description;
        return message;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A token for {Audience} is refused: {Reason}")]
        public static partial void Unauthorized(ILogger logger, string audience, string reason);
    }
}
