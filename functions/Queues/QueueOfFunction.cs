using System.Collections.Concurrent;
using System.Reflection;
using Butler.Functions.ServiceBusTrigger;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Queues;

/// <summary>Tells which queue a function takes messages from, as the attribute of its parameter says.</summary>
internal sealed class QueueOfFunction
{
    private readonly ConcurrentDictionary<string, string> known = new();

    public string Of(FunctionDefinition function) => known.GetOrAdd(function.Name, static (_, definition) => Read(definition), function);

    private static string Read(FunctionDefinition function)
    {
        var dot = function.EntryPoint.LastIndexOf('.');
        var method = typeof(QueueOfFunction).Assembly.GetType(function.EntryPoint[..dot])?.GetMethod(function.EntryPoint[(dot + 1)..]);
        return method?.GetParameters().Select(parameter => parameter.GetCustomAttribute<ServiceBusTriggerAttribute>()?.QueueName)
            .FirstOrDefault(queue => queue is not null)
            ?? throw new InvalidOperationException($"The function {function.Name} takes no messages.");
    }
}
