using Butler.Core.Commands;
using Butler.Functions.Queues;
using Butler.Functions.ServiceBusTrigger;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Relays;

/// <summary>Takes the relays' heartbeats and replies.</summary>
internal sealed class CommandReplyFunction(RelayReplies handler)
{
    [Function("CommandReply")]
    public Task RunAsync([ServiceBusTrigger(QueueNames.Replies, Connection = "ServiceBus")] byte[] body, FunctionContext context) =>
        handler.RunAsync(context);
}
