using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Butler.TestWorker;

/// <summary>Runs a function for each message of a queue.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    public string QueueName { get; } = queueName;

    public string? Connection { get; set; }
}
