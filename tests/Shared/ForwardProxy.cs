using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Butler.Tests;

/// <summary>
/// A web proxy on a free loopback port: tunnels and forwards to this machine whatever the name, and tells what it was asked for.
/// </summary>
internal sealed class ForwardProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> clients = [];
    private readonly string? basic;

    /// <param name="user">As <c>user:password</c>; null: it lets everybody through.</param>
    public ForwardProxy(string? user = null)
    {
        basic = user is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user));
        listener.Start();
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        _ = Task.Run(AcceptAsync);
    }

    public Uri Url { get; }

    /// <summary>The request lines that it let through, without the protocol's version.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>How many requests it sent back for want of a user.</summary>
    public int Challenged { get; private set; }

    /// <summary>Whether it forbids everything.</summary>
    public bool Forbids { get; set; }

    public void Dispose()
    {
        listener.Stop();
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                clients.Add(client);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var inside = client;
            var stream = inside.GetStream();
            var head = await HeadAsync(stream);
            var line = head.Split("\r\n")[0].Split(' ');
            if (basic is not null && !head.Contains($"Proxy-Authorization: {basic}\r\n", StringComparison.OrdinalIgnoreCase))
            {
                Challenged++;
                var challenge = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"u8
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n"u8;
                await stream.WriteAsync(challenge.ToArray());
                return;
            }

            Asked.Enqueue($"{line[0]} {line[1]}");
            if (Forbids)
            {
                await stream.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                return;
            }

            using var outside = new TcpClient();
            var tunnel = line[0] == "CONNECT";
            await outside.ConnectAsync(
                IPAddress.Loopback, tunnel ? int.Parse(line[1].Split(':')[1], CultureInfo.InvariantCulture) : new Uri(line[1]).Port);
            var target = outside.GetStream();
            await (tunnel
                ? stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray())
                : target.WriteAsync(Encoding.Latin1.GetBytes(head)));
            await Task.WhenAny(stream.CopyToAsync(target), target.CopyToAsync(stream));
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException)
        {
            // one of the two hung up
        }
    }

    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                throw new IOException("It ended early.");
            }

            head.Add(one[0]);
        }

        return Encoding.Latin1.GetString([.. head]);
    }
}
