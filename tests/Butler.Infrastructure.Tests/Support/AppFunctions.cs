using System.Reflection;
using Butler.Functions.ServiceBusTrigger;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Infrastructure.Tests.Support;

/// <summary>The functions of the function app, from their attributes.</summary>
internal static class AppFunctions
{
    private static readonly (string Name, object Trigger)[] All =
    [
        .. typeof(ServiceBusTriggerAttribute).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => (method.GetCustomAttribute<FunctionAttribute>()?.Name, Trigger: Trigger(method)))
            .Where(function => function is { Name: not null, Trigger: not null })
            .Select(function => (function.Name!, function.Trigger!)),
    ];

    /// <summary>The triggers of queue functions.</summary>
    public static IEnumerable<ServiceBusTriggerAttribute> QueueTriggers =>
        All.Select(function => function.Trigger).OfType<ServiceBusTriggerAttribute>();

    /// <summary>The functions of queues and timers, by name.</summary>
    public static IEnumerable<string> Background => All.Where(function => function.Trigger is not HttpTriggerAttribute)
        .Select(function => function.Name).Order(StringComparer.Ordinal);

    private static Attribute? Trigger(MethodInfo method) => method.GetParameters()
        .SelectMany(parameter => parameter.GetCustomAttributes())
        .FirstOrDefault(attribute => attribute is ServiceBusTriggerAttribute or TimerTriggerAttribute or HttpTriggerAttribute);
}
