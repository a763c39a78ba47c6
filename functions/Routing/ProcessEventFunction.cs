using Butler.Core.Commands;
using Butler.Functions.Queues;
using Butler.Functions.ServiceBusTrigger;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Routing;

/// <summary>Routes an event: matches, throttles, plans, one delivery per channel.</summary>
internal sealed class ProcessEventFunction(ProcessEvent handler)
{
    [Function("ProcessEvent")]
    public Task RunAsync([ServiceBusTrigger(QueueNames.Events, Connection = "ServiceBus")] byte[] body, FunctionContext context) =>
        handler.RunAsync(context);
}
