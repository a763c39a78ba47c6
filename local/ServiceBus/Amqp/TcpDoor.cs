using System.Buffers;
using System.IO.Pipelines;
using Butler.Local.ServiceBus.Amqp.Connections;
using Microsoft.AspNetCore.Connections;

namespace Butler.Local.ServiceBus.Amqp;

/// <summary>AMQP and HTTP on one port: AMQP clients begin with the protocol's name.</summary>
internal sealed class TcpDoor(AmqpServer server, CancellationToken stopping)
{
    private static ReadOnlySpan<byte> Name => "AMQP"u8;

    /// <summary>Serves AMQP connections, and passes on all others.</summary>
    public async Task OnConnectedAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        if (!await SpeaksAmqpAsync(input))
        {
            await http(connection);
            return;
        }

        await server.ServeAsync(new StreamTransport(
            input.AsStream(leaveOpen: true), output.AsStream(leaveOpen: true), connection.RemoteEndPoint?.ToString() ?? ""));
        input.CancelPendingRead();
    }

    private async Task<bool> SpeaksAmqpAsync(PipeReader input)
    {
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(stopping);
                var isEnough = read.Buffer.Length >= Name.Length;
                var speaks = isEnough && StartsWithName(read.Buffer);
                input.AdvanceTo(read.Buffer.Start, isEnough || read.IsCompleted ? read.Buffer.Start : read.Buffer.End);
                if (isEnough || read.IsCompleted)
                {
                    return speaks;
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            // The emulator stops, or the client has disconnected: the HTTP server ends the connection.
            return false;
        }
    }

    private static bool StartsWithName(ReadOnlySequence<byte> bytes)
    {
        Span<byte> first = stackalloc byte[Name.Length];
        bytes.Slice(0, Name.Length).CopyTo(first);
        return first.SequenceEqual(Name);
    }
}
