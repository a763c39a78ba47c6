using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Butler.Functions.Api;

/// <summary>Puts <see cref="CallerGate"/> before each function that is called by HTTP with a key.</summary>
internal sealed class HttpMiddleware(CallerGate gate) : IFunctionsWorkerMiddleware
{
    private readonly ConcurrentDictionary<string, bool> keyed = new();

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (!keyed.GetOrAdd(context.FunctionDefinition.Name, static (_, function) => IsKeyed(function), context.FunctionDefinition)
            || context.GetHttpContext() is not { } http
            || await gate.TryPassAsync(http, context.FunctionDefinition.Name))
        {
            await next(context);
        }
    }

    private static bool IsKeyed(FunctionDefinition function)
    {
        var dot = function.EntryPoint.LastIndexOf('.');
        var method = typeof(HttpMiddleware).Assembly.GetType(function.EntryPoint[..dot])?.GetMethod(function.EntryPoint[(dot + 1)..]);
        return method?.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .Any(trigger => trigger is { AuthLevel: not AuthorizationLevel.Anonymous }) == true;
    }
}
