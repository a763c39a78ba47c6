using System.Runtime.ExceptionServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Butler.Functions.Queues;

/// <summary>Runs each function that takes messages under <see cref="QueueRunner"/>, and hands it the message.</summary>
internal sealed class QueueMiddleware(QueueRunner runner, QueueOfFunction queues) : IFunctionsWorkerMiddleware
{
    private const string TriggerType = "serviceBusTrigger";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var trigger = context.FunctionDefinition.InputBindings.Values.FirstOrDefault(binding => binding.Type == TriggerType);
        if (trigger is null)
        {
            await next(context);
            return;
        }

        var body = await context.BindInputAsync<byte[]>(trigger);
        var message = TriggerMessageReader.Read(
            queues.Of(context.FunctionDefinition), body.Value ?? [], context.BindingContext.BindingData);
        context.SetMessage(message);
        await runner.RunAsync(context.FunctionDefinition.Name, new Function(context, next), message, context.CancellationToken);
    }

    private sealed class Function(FunctionContext context, FunctionExecutionDelegate next) : IQueueHandler
    {
        public async Task RunAsync(TriggerMessage message, CancellationToken cancellationToken)
        {
            try
            {
                await next(context);
            }
            catch (AggregateException e) when (e.Flatten().InnerExceptions is [var thrown])
            {
                // The worker wraps what a function throws, and the runner decides by its type.
                ExceptionDispatchInfo.Throw(thrown);
            }
        }
    }
}
