using Butler.Core.Commands;
using Butler.Functions.Queues;
using Butler.Functions.ServiceBusTrigger;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Relays;

/// <summary>Ends commands that a relay did not take in time: a function for each relay.</summary>
internal sealed class CommandDeadLettersFunction(Func<string, DeadLetters> deadLetters, CommandReply replies)
{
    private const string Queue = "commands-" + FunctionPerRelay.Placeholder + QueueNames.DeadLetterSuffix;

    [Function(FunctionPerRelay.Name)]
    public Task RunAsync([ServiceBusTrigger(Queue, Connection = "ServiceBus")] byte[] body, FunctionContext context)
    {
        var relay = FunctionPerRelay.RelayOf(context.FunctionDefinition.Name)!;
        return new CommandDeadLetters(deadLetters(QueueNames.Commands(relay)), replies).RunAsync(context);
    }
}
