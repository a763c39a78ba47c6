using Butler.Core.Commands;
using Butler.Functions.ServiceBusTrigger;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Queues;

/// <summary>Records, counts and re-sends what lands in the dead-letter queues.</summary>
internal sealed class DeadLettersFunctions(Func<string, DeadLetters> deadLetters)
{
    private const string Connection = "ServiceBus";

    [Function("DeadLettersEvents")]
    public Task EventsAsync(
        [ServiceBusTrigger(QueueNames.Events + QueueNames.DeadLetterSuffix, Connection = Connection)] byte[] body, FunctionContext context) =>
        deadLetters(QueueNames.Events).RunAsync(context);

    [Function("DeadLettersDeliveries")]
    public Task DeliveriesAsync(
        [ServiceBusTrigger(QueueNames.Deliveries + QueueNames.DeadLetterSuffix, Connection = Connection)] byte[] body, FunctionContext context) =>
        deadLetters(QueueNames.Deliveries).RunAsync(context);

    [Function("DeadLettersTimers")]
    public Task TimersAsync(
        [ServiceBusTrigger(QueueNames.Timers + QueueNames.DeadLetterSuffix, Connection = Connection)] byte[] body, FunctionContext context) =>
        deadLetters(QueueNames.Timers).RunAsync(context);

    [Function("DeadLettersReplies")]
    public Task RepliesAsync(
        [ServiceBusTrigger(QueueNames.Replies + QueueNames.DeadLetterSuffix, Connection = Connection)] byte[] body, FunctionContext context) =>
        deadLetters(QueueNames.Replies).RunAsync(context);
}
