using System.Net;
using System.Net.Sockets;
using Butler.Tests;

namespace Butler.EndToEnd.Tests.Support;

/// <summary>A network path that can be cut and mended: passes TCP connections on, or has none.</summary>
internal sealed class SwitchedProxy(IPEndPoint target) : IDisposable
{
    private readonly List<TcpClient> open = [];
    private readonly Lock gate = new();
    private readonly int port = LoopbackPort.Tcp();
    private TcpListener? listener;

    /// <summary>Opens the path, on the same port each time: one which the kernel gives to nobody else while the path is cut.</summary>
    public int Restore()
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        _ = Task.Run(() => AcceptAsync(listener));
        return port;
    }

    /// <summary>Cuts the path and every connection on it.</summary>
    public void Cut()
    {
        listener?.Dispose();
        listener = null;
        lock (gate)
        {
            open.ForEach(c => c.Dispose());
            open.Clear();
        }
    }

    public void Dispose() => Cut();

    private async Task AcceptAsync(TcpListener from)
    {
        while (true)
        {
            try
            {
                var client = await from.AcceptTcpClientAsync();
                _ = Task.Run(() => PassAsync(client));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var server = new TcpClient();
        lock (gate)
        {
            open.Add(client);
        }

        try
        {
            await server.ConnectAsync(target);
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // A cut path ends its connections; that is what it is for.
            server.Close();
        }

        client.Dispose();
    }
}
