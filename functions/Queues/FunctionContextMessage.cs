using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Queues;

/// <summary>The message that an invocation was started by.</summary>
internal static class FunctionContextMessage
{
    private static readonly object Key = new();

    /// <summary>The message that the queue middleware has read.</summary>
    public static TriggerMessage Message(this FunctionContext context) => (TriggerMessage)context.Items[Key];

    /// <summary>Runs a handler with the message.</summary>
    public static Task RunAsync(this IQueueHandler handler, FunctionContext context) =>
        handler.RunAsync(context.Message(), context.CancellationToken);

    public static void SetMessage(this FunctionContext context, TriggerMessage message) => context.Items[Key] = message;
}
