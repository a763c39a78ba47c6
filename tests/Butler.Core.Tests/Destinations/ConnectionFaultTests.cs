using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.Core.Destinations;

namespace Butler.Core.Tests.Destinations;

/// <summary>What an administrator reads when a destination cannot be reached.</summary>
public sealed class ConnectionFaultTests
{
    [Theory]
    [InlineData(SocketError.ConnectionRefused, "mail:25 refuses the connection: no server listens on this port, or a firewall rejects it")]
    [InlineData(SocketError.TimedOut, "mail:25 does not answer: the server is down, or a firewall drops the connection")]
    [InlineData(SocketError.HostNotFound, "mail:25: the host name is unknown (DNS finds no address for it)")]
    [InlineData(SocketError.TryAgain, "mail:25: the name server (DNS) does not answer")]
    [InlineData(SocketError.NetworkUnreachable, "mail:25: there is no route to this host")]
    [InlineData(SocketError.ConnectionReset, "mail:25 closed the connection")]
    public void A_connection_that_was_not_opened_is_told_in_plain_words(SocketError error, string expected) =>
        ConnectionFault.Describe(new SocketException((int)error), "mail", 25).ShouldBe(expected);

    [Fact]
    public async Task A_port_on_which_nobody_listens_is_told_with_its_address()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        (await ReasonAsync($"http://127.0.0.1:{port}/x")).ShouldBe(
            $"not reached: 127.0.0.1:{port} refuses the connection: no server listens on this port, or a firewall rejects it");
    }

    [Fact]
    public async Task A_name_without_an_address_is_told() =>
        (await ReasonAsync("http://nowhere.invalid/x")).ShouldStartWith("not reached: nowhere.invalid:80: the ");

    [Fact]
    public async Task A_port_without_TLS_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var answering = AnswerAsync(listener, "HTTP/1.1 400 Bad Request\r\n\r\n");
        (await ReasonAsync($"https://127.0.0.1:{port}/x")).ShouldBe(
            $"not reached: TLS failed: the server does not speak TLS on this port (127.0.0.1:{port})");
        await answering;
    }

    [Fact]
    public async Task A_port_that_expects_TLS_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var answering = AnswerAsync(listener, "\u0015\u0003\u0001\0\u0002\u0002\u0046\n");
        (await ReasonAsync($"http://127.0.0.1:{port}/x")).ShouldStartWith(
            $"not reached: 127.0.0.1:{port} does not answer in HTTP: where the port expects TLS, use https:// (");
        await answering;
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer));
        client.Client.Shutdown(SocketShutdown.Send);
        await stream.ReadAtLeastAsync(new byte[4096], 4096, throwOnEndOfStream: false);
    }

    private static async Task<string> ReasonAsync(string url)
    {
        using var http = new HttpTransport(TimeProvider.System);
        var outcome = await http.SendAsync(
            new HttpDelivery { Url = new Uri(url), Method = "POST", Body = "x"u8.ToArray(), ContentType = "text/plain" },
            CancellationToken.None);
        return outcome.ShouldBeOfType<DeliveryOutcome.TryAgain>().Reason;
    }
}
