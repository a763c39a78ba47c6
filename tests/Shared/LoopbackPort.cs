using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Butler.Tests;

/// <summary>
/// Finds ports on loopback for servers that bind a moment later. The ports lie below the range from which systems choose ports for outgoing
/// connections and for port 0, so no other socket of a test takes one in between.
/// </summary>
internal static class LoopbackPort
{
    private const int First = 20_000;
    private const int Last = 31_999;
    private static readonly ConcurrentDictionary<int, byte> Given = new();

    public static int Tcp() => Free(SocketType.Stream, ProtocolType.Tcp);

    public static int Udp() => Free(SocketType.Dgram, ProtocolType.Udp);

    private static int Free(SocketType type, ProtocolType protocol)
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last + 1);
            if (Given.TryAdd(port, 0) && IsFree(type, protocol, port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(SocketType type, ProtocolType protocol, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
