using System.Net;
using System.Net.Sockets;

namespace Butler.Cli.Up.Processes;

/// <summary>Finds loopback ports, and whether one is free.</summary>
internal static class FreePort
{
    public static int Tcp() => Bind(SocketType.Stream, ProtocolType.Tcp, 0)!.Value;

    public static int Udp() => Bind(SocketType.Dgram, ProtocolType.Udp, 0)!.Value;

    public static bool IsFreeTcp(int port) => Bind(SocketType.Stream, ProtocolType.Tcp, port) is not null;

    public static bool IsFreeUdp(int port) => Bind(SocketType.Dgram, ProtocolType.Udp, port) is not null;

    private static int? Bind(SocketType type, ProtocolType protocol, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            if (type == SocketType.Stream)
            {
                socket.Listen();
            }

            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException e) when (port != 0 && e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return null;
        }
    }
}
