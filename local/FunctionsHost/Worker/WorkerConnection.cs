using System.Collections.Concurrent;
using System.Threading.Channels;
using Butler.Local.FunctionsHost.Worker.Protocol;
using Grpc.Core;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>The event stream of one worker: requests and their replies, invocations and their ends, log lines.</summary>
internal sealed class WorkerConnection(
    IAsyncStreamReader<StreamingMessage> incoming, IAsyncStreamWriter<StreamingMessage> outgoing, ILoggerFactory loggers)
{
    private readonly WorkerLog log = new(loggers);
    private readonly Channel<StreamingMessage> sending = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> replies = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> invocations = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the stream has ended for any reason.</summary>
    public Task Ended => ended.Task;

    /// <summary>The address of the worker's own web server; null before it is known.</summary>
    public Uri? HttpAddress { get; set; }

    /// <summary>The functions that are loaded, by name.</summary>
    public IReadOnlyDictionary<string, RpcFunctionMetadata> Functions { get; set; } = new Dictionary<string, RpcFunctionMetadata>();

    public void Send(StreamingMessage message) => sending.Writer.TryWrite(message);

    /// <summary>Sends a request and waits for its reply.</summary>
    /// <exception cref="WorkerEndedException">The stream ended before the reply.</exception>
    public Task<StreamingMessage> AskAsync(StreamingMessage request, CancellationToken cancellationToken)
    {
        request.RequestId = Guid.NewGuid().ToString();
        return AwaitAsync(replies, request.RequestId, request, cancellationToken);
    }

    /// <summary>Starts an invocation and waits for its end. Cancellation ends only the wait, not the invocation.</summary>
    /// <exception cref="WorkerEndedException">The stream ended before the end of the invocation.</exception>
    public Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancellationToken) =>
        AwaitAsync(invocations, request.InvocationId, new StreamingMessage { InvocationRequest = request }, cancellationToken);

    /// <summary>Handles the stream until it ends; all waiting calls then fail.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var writing = WriteAsync(cancellationToken);
        try
        {
            await foreach (var message in incoming.ReadAllAsync(cancellationToken))
            {
                Take(message);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or Grpc.Core.RpcException)
        {
            // The worker has ended, or the host stops.
        }
        finally
        {
            sending.Writer.TryComplete();
            ended.SetResult();
            FailAll(replies);
            FailAll(invocations);
            await writing;
        }
    }

    private async Task<T> AwaitAsync<T>(
        ConcurrentDictionary<string, TaskCompletionSource<T>> waiting,
        string id,
        StreamingMessage message,
        CancellationToken cancellationToken)
    {
        var reply = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = reply;
        try
        {
            Send(message);
            if (ended.Task.IsCompleted)
            {
                throw new WorkerEndedException();
            }

            return await reply.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            waiting.TryRemove(id, out _);
        }
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.RpcLog:
                log.Write(message.RpcLog);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                Complete(invocations, message.InvocationResponse.InvocationId, message.InvocationResponse);
                break;
            default:
                // After a cancellation and at its end a worker sends a message without content.
                Complete(replies, message.RequestId, message);
                break;
        }
    }

    private static void Complete<T>(ConcurrentDictionary<string, TaskCompletionSource<T>> waiting, string id, T reply)
    {
        if (waiting.TryGetValue(id, out var found))
        {
            found.TrySetResult(reply);
        }
    }

    private static void FailAll<T>(ConcurrentDictionary<string, TaskCompletionSource<T>> waiting)
    {
        foreach (var reply in waiting.Values)
        {
            reply.TrySetException(new WorkerEndedException());
        }
    }

    /// <summary>Only one message can be written at a time.</summary>
    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in sending.Reader.ReadAllAsync(cancellationToken))
            {
                await outgoing.WriteAsync(message, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException or Grpc.Core.RpcException)
        {
            // The worker has ended; the reading side notices it too.
        }
    }
}

/// <summary>The worker ended before it answered.</summary>
internal sealed class WorkerEndedException() : Exception("the worker ended before it answered");
