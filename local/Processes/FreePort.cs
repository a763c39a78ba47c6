using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Butler.Local.Processes;

/// <summary>
/// Finds free loopback ports for programs that bind them a moment later. The ports are below the range for outgoing connections, so that no
/// connection takes one meanwhile, and none is returned twice.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Last = 31_999;
    private static readonly ConcurrentDictionary<int, byte> Given = new();

    public static int Tcp() => Find(IsFreeTcp);

    public static int Udp() => Find(IsFreeUdp);

    public static bool IsFreeTcp(int port) => IsFree(SocketType.Stream, ProtocolType.Tcp, port);

    public static bool IsFreeUdp(int port) => IsFree(SocketType.Dgram, ProtocolType.Udp, port);

    private static int Find(Func<int, bool> isFree)
    {
        while (Given.Count <= Last - First)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last + 1);
            if (Given.TryAdd(port, 0) && isFree(port))
            {
                return port;
            }
        }

        throw new IOException($"there is no free port from {First} to {Last} on 127.0.0.1");
    }

    private static bool IsFree(SocketType type, ProtocolType protocol, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            if (type == SocketType.Stream)
            {
                socket.Listen();
            }

            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
