using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Butler.EndToEnd.Tests.Support;

/// <summary>
/// Passes AMQP over TCP on, and tells of each message that a client sends. Messages to <c>$cbs</c> only bring tokens and are not told.
/// </summary>
/// <param name="target">The broker's port.</param>
/// <param name="sending">Called before a message is passed on; false: it is not passed on, and the connection ends.</param>
/// <param name="accepted">Called before the broker's answer to a message is passed on; false: the connection ends.</param>
internal sealed class AmqpTap(int target, Func<bool> sending, Func<bool> accepted) : IDisposable
{
    private const byte Attach = 0x12;
    private const byte Transfer = 0x14;
    private const byte Disposition = 0x15;
    private const int HeaderLength = 8;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    /// <summary>The port for clients, after <see cref="Start"/>.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Start()
    {
        listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var inside = client;
        using var outside = new TcpClient { NoDelay = true };
        inside.NoDelay = true;
        try
        {
            await outside.ConnectAsync(IPAddress.Loopback, target);
            var tokens = new ConcurrentDictionary<ushort, bool>();
            await Task.WhenAny(
                PassAsync(inside.GetStream(), outside.GetStream(), frame => MaySend(frame, tokens)),
                PassAsync(outside.GetStream(), inside.GetStream(), frame => Code(frame) != Disposition || accepted()));
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException)
        {
            // One of the two hung up.
        }
    }

    /// <summary>Passes frames on until a stream ends, or one may not be passed on.</summary>
    private static async Task PassAsync(NetworkStream from, NetworkStream to, Func<byte[], bool> mayPass)
    {
        var header = new byte[HeaderLength];
        while (await from.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength)
        {
            var frame = header;
            if (!header.AsSpan().StartsWith("AMQP"u8))
            {
                frame = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
                header.CopyTo(frame, 0);
                await from.ReadExactlyAsync(frame.AsMemory(HeaderLength));
                if (!mayPass(frame))
                {
                    return;
                }
            }

            await to.WriteAsync(frame);
        }
    }

    private bool MaySend(byte[] frame, ConcurrentDictionary<ushort, bool> tokens)
    {
        var channel = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(6));
        switch (Code(frame))
        {
            // The client opens a session for each link, so the channel tells the link.
            case Attach:
                tokens[channel] = frame.AsSpan().IndexOf("$cbs"u8) >= 0;
                return true;
            case Transfer:
                return tokens.GetValueOrDefault(channel) || sending();
            default:
                return true;
        }
    }

    /// <summary>The performative's code; 0 for an empty frame, and for one of SASL.</summary>
    private static byte Code(byte[] frame)
    {
        var body = frame.AsSpan(frame[4] * 4);
        return frame[5] == 0 && body is [0x00, 0x53, var code, ..] ? code : (byte)0;
    }
}
