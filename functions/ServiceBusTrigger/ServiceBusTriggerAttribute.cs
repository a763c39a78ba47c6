using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Butler.Functions.ServiceBusTrigger;

/// <summary>
/// Runs a function for each message of a queue. Name and members are those of Microsoft.Azure.Functions.Worker.Extensions.ServiceBus, which
/// cannot be restored yet: with that package, this folder goes and its <c>using</c> lines become the package's.
/// </summary>
/// <param name="queueName">The queue; <c>%NAME%</c> stands for an app setting.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>The queue.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>The app setting, or the beginning of the app settings, that say how Service Bus is reached.</summary>
    public string? Connection { get; set; }
}
