using System.Buffers;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Transport;

namespace Butler.Local.ServiceBus.Amqp.Connections;

/// <summary>
/// AMQP's bytes over streams. The code that accepted the connection owns the streams and closes them when the transport has closed.
/// </summary>
internal sealed class StreamTransport(Stream input, Stream output, string remote) : TransportBase("stream")
{
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the library has closed the transport.</summary>
    public Task Completion => closed.Task;

    public override string LocalEndPoint => "";

    public override string RemoteEndPoint => remote;

    public override void SetMonitor(ITransportMonitor usageMeter)
    {
        // Nothing here is measured.
    }

    public override bool ReadAsync(TransportAsyncCallbackArgs args) => IsPending(FillAsync(args), args);

    public override bool WriteAsync(TransportAsyncCallbackArgs args) => IsPending(EmptyAsync(args), args);

    protected override bool CloseInternal()
    {
        closed.TrySetResult();
        return true;
    }

    protected override void AbortInternal() => closed.TrySetResult();

    /// <summary>The library's contract: false when the operation is done, true when the callback will be called.</summary>
    private static bool IsPending(Task operation, TransportAsyncCallbackArgs args)
    {
        if (operation.IsCompleted)
        {
            args.CompletedSynchronously = true;
            return false;
        }

        _ = NotifyAsync(operation, args);
        return true;
    }

    private static async Task NotifyAsync(Task operation, TransportAsyncCallbackArgs args)
    {
        await operation;
        args.CompletedSynchronously = false;
        args.CompletedCallback(args);
    }

    private async Task FillAsync(TransportAsyncCallbackArgs args)
    {
        try
        {
            args.BytesTransfered = await input.ReadAsync(args.Buffer.AsMemory(args.Offset, args.Count));
        }
        catch (Exception fault)
        {
            args.Exception = fault;
        }
    }

    private async Task EmptyAsync(TransportAsyncCallbackArgs args)
    {
        try
        {
            if (args.Buffer is not null)
            {
                await output.WriteAsync(args.Buffer.AsMemory(args.Offset, args.Count));
            }
            else
            {
                await WriteAllAsync(args);
            }

            await output.FlushAsync();
            args.BytesTransfered = args.Count;
        }
        catch (Exception fault)
        {
            args.Exception = fault;
        }
    }

    private async Task WriteAllAsync(TransportAsyncCallbackArgs args)
    {
        var all = ArrayPool<byte>.Shared.Rent(args.Count);
        var length = 0;
        foreach (var buffer in args.ByteBufferList)
        {
            buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).CopyTo(all.AsSpan(length));
            length += buffer.Length;
        }

        await output.WriteAsync(all.AsMemory(0, length));
        ArrayPool<byte>.Shared.Return(all);
    }
}
