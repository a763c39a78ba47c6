using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.FunctionsHost.Worker.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>Runs functions in the worker, and cancels them at the time limit or on request.</summary>
internal sealed partial class WorkerInvoker(HostJson host, WorkerProcess worker, TimeProvider time, ILoggerFactory loggers)
    : IFunctionInvoker
{
    /// <summary>The time limit for a canceled function.</summary>
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CancelInterval = TimeSpan.FromMilliseconds(200);

    private readonly ILogger logger = loggers.CreateLogger<WorkerInvoker>();

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => worker.ReadyAsync(cancellationToken);

    public async Task<InvocationResult> InvokeAsync(FunctionDefinition function, TriggerInput input, CancellationToken cancellationToken)
    {
        var connection = await worker.ReadyAsync(cancellationToken);
        return await InvokeAsync(connection, function, InvocationData.Request(function, input), cancellationToken);
    }

    /// <exception cref="OperationCanceledException">The caller canceled, and the function has been notified.</exception>
    public async Task<InvocationResult> InvokeAsync(
        WorkerConnection connection, FunctionDefinition function, InvocationRequest request, CancellationToken cancellationToken)
    {
        if (!connection.Functions.TryGetValue(function.Name, out var loaded))
        {
            return Failed(function, "the worker no longer has this function");
        }

        request.FunctionId = loaded.FunctionId;
        using var timeout = new CancellationTokenSource(host.FunctionTimeout, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var invocation = connection.InvokeAsync(request, CancellationToken.None);
        try
        {
            return Judge(function, await invocation.WaitAsync(waiting.Token));
        }
        catch (WorkerEndedException e)
        {
            return Failed(function, e.Message);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            Forget(invocation);
            worker.Restart(connection, $"took longer over {function.Name} than functionTimeout allows ({host.FunctionTimeout})");
            return Failed(function, $"no answer within functionTimeout ({host.FunctionTimeout})");
        }
        catch (OperationCanceledException)
        {
            await CancelAsync(connection, request.InvocationId, invocation);
            throw;
        }
    }

    /// <summary>
    /// Cancels a function, and waits a limited time for its end. A cancellation can overtake its invocation and is then lost, so it is
    /// repeated.
    /// </summary>
    private async Task CancelAsync(WorkerConnection connection, string id, Task<InvocationResponse> invocation)
    {
        Forget(invocation);
        var started = time.GetTimestamp();
        while (!invocation.IsCompleted && time.GetElapsedTime(started) < CancelTimeout)
        {
            connection.Send(new StreamingMessage
            {
                InvocationCancel = new InvocationCancel { InvocationId = id, GracePeriod = Duration.FromTimeSpan(CancelTimeout) },
            });
            await Task.WhenAny(invocation, Task.Delay(CancelInterval, time));
        }
    }

    private InvocationResult Judge(FunctionDefinition function, InvocationResponse response)
    {
        if (response.Result is { Status: StatusResult.Types.Status.Success })
        {
            return InvocationResult.Success;
        }

        // The worker has already logged the function's exception.
        var exception = response.Result?.Exception;
        var error = exception is null ? "the worker did not say why" : $"{exception.Type}: {exception.Message}";
        return exception is { IsUserException: true } ? new InvocationResult(error) : Failed(function, error);
    }

    private InvocationResult Failed(FunctionDefinition function, string error)
    {
        Log.Failed(logger, function.Name, error);
        return new InvocationResult(error);
    }

    /// <summary>Ignores the result and the exception of an abandoned invocation.</summary>
    private static void Forget(Task invocation) => invocation.ContinueWith(
        static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed: {Error}")]
        public static partial void Failed(ILogger logger, string function, string error);
    }
}
