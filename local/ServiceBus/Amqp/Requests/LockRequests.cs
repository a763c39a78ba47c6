using Butler.Local.ServiceBus.Amqp.Messages;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp.Encoding;

namespace Butler.Local.ServiceBus.Amqp.Requests;

/// <summary>Requests about locks: renew, and settle messages of a closed link.</summary>
internal sealed class LockRequests(BrokerQueue queue, bool deadLetter)
{
    private static Response LockLost { get; } = new(410, Conditions.LockLostDescription, Conditions.MessageLockLost);

    public Response Renew(Request request)
    {
        var ends = request.Many<Guid>("lock-tokens").Select(token => queue.Renew(deadLetter, null, token)).ToList();
        return ends.TrueForAll(end => end is not null)
            ? Response.With("expirations", ends.Select(end => end!.Value.UtcDateTime).ToArray())
            : LockLost;
    }

    public Response Settle(Request request)
    {
        var settle = Settlement(request);
        var held = request.Many<Guid>("lock-tokens").Select(settle).ToList();
        return held.TrueForAll(one => one) ? Response.Ok : LockLost;
    }

    private Func<Guid, bool> Settlement(Request request)
    {
        var changes = PropertyValues.Read(request.Optional<AmqpMap>("properties-to-modify"));
        var cause = new DeadLetterCause(
            request.Optional<string>("deadletter-reason") ?? "", request.Optional<string>("deadletter-description") ?? "");
        return request.Required<string>("disposition-status") switch
        {
            "completed" => token => queue.Complete(deadLetter, null, token),
            "abandoned" => token => queue.Abandon(deadLetter, null, token, changes),
            "suspended" => token => queue.DeadLetter(deadLetter, token, cause, changes),
            "defered" => token => queue.Defer(deadLetter, token, changes),
            var other => throw new BrokerException(BrokerFault.BadRequest, $"The disposition '{other}' is unknown."),
        };
    }
}
