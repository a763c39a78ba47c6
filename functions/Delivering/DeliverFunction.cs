using Butler.Core.Commands;
using Butler.Functions.Queues;
using Butler.Functions.ServiceBusTrigger;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Delivering;

/// <summary>Renders a delivery and sends it to its destination.</summary>
internal sealed class DeliverFunction(Deliver handler)
{
    [Function("Deliver")]
    public Task RunAsync([ServiceBusTrigger(QueueNames.Deliveries, Connection = "ServiceBus")] byte[] body, FunctionContext context) =>
        handler.RunAsync(context);
}
