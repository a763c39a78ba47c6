using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Butler.Core.Destinations;
using Butler.Tests;

namespace Butler.Core.Tests.Destinations;

public sealed class HttpTransportTests
{
    [Fact]
    public async Task Whether_it_may_have_arrived_depends_on_how_far_it_came()
    {
        using var http = new HttpTransport(TimeProvider.System);
        using var closing = new TcpListener(IPAddress.Loopback, 0);
        closing.Start();
        var serving = ServeAsync(closing, null, _ => null);
        (await SendAsync(http, closing, "http")).ShouldBeOfType<DeliveryOutcome.TryAgain>().MaybeArrived.ShouldBeTrue();
        await serving;

        closing.Stop();
        (await http.SendAsync(new HttpDelivery { Url = new Uri("http://127.0.0.1:1/"), Method = "POST" }, CancellationToken.None))
            .ShouldBeOfType<DeliveryOutcome.TryAgain>().MaybeArrived.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_not_answered_in_time_may_have_arrived()
    {
        var time = new FakeTime();
        using var http = new HttpTransport(time);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, null, _ =>
        {
            time.Advance(HttpTransport.Timeout);
            return null;
        });
        (await SendAsync(http, listener, "http")).ShouldBe(new DeliveryOutcome.TryAgain("no answer within 15 s") { MaybeArrived = true });
        await serving;
    }

    [Fact]
    public async Task A_key_is_not_shown_in_part_where_an_answer_is_cut()
    {
        using var http = new HttpTransport(TimeProvider.System);
        using var sink = new HttpSink(_ => 400) { Body = new string('x', 290) + "s3cr3t-of-the-channel" };
        var outcome = await http.SendAsync(
            new HttpDelivery
            {
                Url = sink.Url,
                Method = "POST",
                Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer s3cr3t-of-the-channel" },
            },
            CancellationToken.None);
        outcome.ShouldBeOfType<DeliveryOutcome.Refused>().Reason.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task A_server_proves_itself_by_the_authority_that_the_file_names()
    {
        using var http = new HttpTransport(TimeProvider.System);
        using var good = new MailCertificates();
        using var other = new MailCertificates();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        (HttpTrust Trust, string Host, bool IsGood)[] cases =
        [
            (new(good.Ca, false), "127.0.0.1", true),
            (new(good.Ca, false), "localhost", false),
            (new(other.Ca, false), "127.0.0.1", false),
            (new(null, false), "127.0.0.1", false),
            (new(null, true), "localhost", true),
        ];
        foreach (var (trust, host, isGood) in cases)
        {
            var serving = ServeAsync(listener, good, _ => "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            var outcome = await SendAsync(http, listener, "https", host, trust);
            (outcome is DeliveryOutcome.Sent).ShouldBe(isGood, $"{host}: {outcome}");
            await serving;
        }
    }

    private static Task<DeliveryOutcome> SendAsync(
        HttpTransport http, TcpListener listener, string scheme, string host = "127.0.0.1", HttpTrust? trust = null) =>
        http.SendAsync(
            new HttpDelivery
            {
                Url = new Uri($"{scheme}://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}/"),
                Method = "POST",
                Body = "{}"u8.ToArray(),
                Trust = trust ?? new HttpTrust(null, false),
            },
            TestContext.Current.CancellationToken);

    /// <summary>Takes one connection and one request; null closes without an answer.</summary>
    private static async Task ServeAsync(TcpListener listener, MailCertificates? certificates, Func<string, string?> answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using Stream stream = certificates is null ? client.GetStream() : new SslStream(client.GetStream());
        try
        {
            if (stream is SslStream tls)
            {
                using var own = X509Certificate2.CreateFromPemFile(certificates!.Chain, certificates.Key);
                var all = new X509Certificate2Collection();
                all.ImportFromPemFile(certificates.Chain);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(own, all, offline: true),
                });
            }

            var buffer = new byte[4096];
            var heard = "";
            while (!heard.Contains("\r\n\r\n{}", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0)
                {
                    return;
                }

                heard += Encoding.ASCII.GetString(buffer, 0, read);
            }

            if (answer(heard) is { } reply)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(reply));
            }
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client has hung up: that is what some cases are about.
        }
    }
}
