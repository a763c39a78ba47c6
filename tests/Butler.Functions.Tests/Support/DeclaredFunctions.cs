using System.Reflection;
using Butler.Functions.Hosting;
using Butler.Functions.ServiceBusTrigger;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Tests.Support;

/// <summary>The functions as their attributes declare them.</summary>
internal static class DeclaredFunctions
{
    public static IReadOnlyList<DeclaredFunction> All { get; } =
    [
        .. typeof(IsolatedWorker).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FunctionAttribute)))
            .Select(method => new DeclaredFunction(method.GetCustomAttribute<FunctionAttribute>()!.Name, method, Trigger(method)))
            .OrderBy(function => function.Name, StringComparer.Ordinal),
    ];

    private static Attribute Trigger(MethodInfo method) => method.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes())
        .Single(attribute => attribute is HttpTriggerAttribute or TimerTriggerAttribute or ServiceBusTriggerAttribute);
}

internal sealed record DeclaredFunction(string Name, MethodInfo Method, Attribute Trigger)
{
    public override string ToString() => Trigger switch
    {
        ServiceBusTriggerAttribute queue => $"{Name}: queue {queue.QueueName}, connection {queue.Connection}",
        TimerTriggerAttribute timer => $"{Name}: timer {timer.Schedule}",
        HttpTriggerAttribute http => $"{Name}: {string.Join(',', http.Methods!)} {http.Route} ({http.AuthLevel})",
        _ => throw new InvalidOperationException($"{Name} has a trigger of an unknown kind."),
    };
}
