using Butler.Core.Commands;
using Butler.Functions.ServiceBusTrigger;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Queues;

/// <summary>Records, counts and re-sends what any queue has dead-lettered.</summary>
internal sealed class DeadLettersFunction(DeadLetters handler)
{
    [Function("DeadLetters")]
    public Task RunAsync([ServiceBusTrigger(QueueNames.DeadLetters, Connection = "ServiceBus")] byte[] body, FunctionContext context) =>
        handler.RunAsync(context);
}
