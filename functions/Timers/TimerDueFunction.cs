using Butler.Core.Commands;
using Butler.Functions.Queues;
using Butler.Functions.ServiceBusTrigger;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Timers;

/// <summary>Does what has fallen due.</summary>
internal sealed class TimerDueFunction(TimerDue handler)
{
    [Function("TimerDue")]
    public Task RunAsync([ServiceBusTrigger(QueueNames.Timers, Connection = "ServiceBus")] byte[] body, FunctionContext context) =>
        handler.RunAsync(context);
}
