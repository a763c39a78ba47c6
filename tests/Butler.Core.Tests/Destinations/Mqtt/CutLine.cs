using System.Net;
using System.Net.Sockets;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>Passes bytes on to a port, and cuts each of the first connections after a certain number of bytes of answers.</summary>
internal sealed class CutLine : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private readonly int cuts;

    public CutLine(int target, int cuts)
    {
        (this.target, this.cuts) = (target, cuts);
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many connections it has cut.</summary>
    public int Cut { get; private set; }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, target);
            var limit = Cut < cuts ? 100 + (Cut * 37) : int.MaxValue;
            await Task.WhenAny(
                PassAsync(client.GetStream(), server.GetStream(), int.MaxValue), PassAsync(server.GetStream(), client.GetStream(), limit));
            Cut += limit < int.MaxValue ? 1 : 0;
        }
    }

    private static async Task PassAsync(NetworkStream from, NetworkStream to, int limit)
    {
        var buffer = new byte[97];
        while (limit > 0)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, limit)));
            if (read == 0)
            {
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read));
            limit -= read;
        }
    }
}
