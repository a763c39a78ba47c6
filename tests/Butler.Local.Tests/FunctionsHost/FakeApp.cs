using System.Collections.Concurrent;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Http;
using Butler.Local.FunctionsHost.Invocations;
using Microsoft.AspNetCore.Http;

namespace Butler.Local.Tests.FunctionsHost;

/// <summary>A function app in the test's own process, which does as the test tells it to and remembers what it was asked.</summary>
internal sealed class FakeApp : IAppProcess, IFunctionInvoker, IRequestForwarder
{
    public event Action? Changed
    {
        add { }
        remove { }
    }

    public AppStatus Status { get; } = new(AppState.Running, null, 0);

    public void ExpectEnd()
    {
        // There is no process that could end.
    }

    public Func<CancellationToken, Task<InvocationResult>> Run { get; set; } = _ => Task.FromResult(InvocationResult.Success);

    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>The names of the functions that were run, and with what.</summary>
    public ConcurrentQueue<(string Function, TriggerInput Input)> Invocations { get; } = new();

    /// <summary>The names of the functions that were to answer a request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<InvocationResult> InvokeAsync(FunctionDefinition function, TriggerInput input, CancellationToken cancellationToken)
    {
        Invocations.Enqueue((function.Name, input));
        return Run(cancellationToken);
    }

    public Task ForwardAsync(HttpContext context, FunctionDefinition function)
    {
        Requests.Enqueue(function.Name);
        return Answer(context);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
