using System.Net;
using System.Net.Sockets;

namespace Butler.RelayAgent.Udp;

/// <summary>Creates the relay's listening socket.</summary>
internal static class UdpSocket
{
    /// <summary>The requested receive buffer for bursts of datagrams, in bytes.</summary>
    public const int WantedBuffer = 8 * 1024 * 1024;

    private const int SolSocket = 1; // Linux
    private const int SoReceiveBufferForce = 33; // Linux, needs CAP_NET_ADMIN
    private const int SioUdpConnReset = unchecked((int)0x9800000C); // Windows

    /// <summary>Binds the socket.</summary>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public static Socket Bind(ListenAddress listen)
    {
        if (listen.Address is not null)
        {
            return Bind(new IPEndPoint(listen.Address, listen.Port), dual: false);
        }

        if (Socket.OSSupportsIPv6)
        {
            try
            {
                return Bind(new IPEndPoint(IPAddress.IPv6Any, listen.Port), dual: true);
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.AddressFamilyNotSupported
                or SocketError.AddressNotAvailable)
            {
                // IPv6 is switched off on this machine, so only IPv4 is used.
            }
        }

        return Bind(new IPEndPoint(IPAddress.Any, listen.Port), dual: false);
    }

    /// <summary>The real size of the receive buffer, in bytes.</summary>
    public static int BufferOf(Socket socket)
    {
        // Linux reports twice the requested size, which includes its own overhead.
        var reported = socket.ReceiveBufferSize;
        return OperatingSystem.IsLinux() ? reported / 2 : reported;
    }

    private static Socket Bind(IPEndPoint endpoint, bool dual)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (dual)
            {
                socket.DualMode = true;
            }

            if (OperatingSystem.IsWindows())
            {
                socket.ExclusiveAddressUse = true;
                socket.IOControl(SioUdpConnReset, [0], null); // a port-unreachable message must not fail the next receive
            }

            GrowBuffer(socket);
            socket.Bind(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void GrowBuffer(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                socket.SetRawSocketOption(SolSocket, SoReceiveBufferForce, BitConverter.GetBytes(WantedBuffer));
                return;
            }
            catch (SocketException)
            {
                // The process may not exceed net.core.rmem_max, up to which the ordinary option works.
            }
        }

        socket.ReceiveBufferSize = WantedBuffer;
    }
}
