using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Butler.Local.Tests.ServiceBus;

namespace Butler.Local.Tests.Sense;

[Collection(nameof(SenseSimulatorCollection))]
public sealed class QrsAccessTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task Who_has_a_certificate_a_key_and_a_user_comes_in()
    {
        await using var bench = await SimulatorBench.StartAsync();
        (await bench.GetAsync("about")).GetProperty("buildVersion").GetString().ShouldBe("35.10.1.0");
    }

    [Fact(Timeout = 20_000)]
    public async Task Without_a_certificate_nobody_comes_in()
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var client = bench.NewClient(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/qrs/about?xrfkey={SimulatorBench.Key}");
        request.Headers.Add("X-Qlik-Xrfkey", SimulatorBench.Key);
        request.Headers.Add("X-Qlik-User", "UserDirectory=Internal; UserId=sa_api");

        (await client.SendAsync(request, Cancelled)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact(Timeout = 20_000)]
    public async Task With_a_foreign_certificate_nobody_comes_through_TLS()
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var key = RSA.Create(2048);
        using var foreign = new CertificateRequest("CN=QlikClient", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2049, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var client = bench.NewClient(foreign);

        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(new Uri("/qrs/about", UriKind.Relative), Cancelled));
    }

    [Theory(Timeout = 20_000)]
    [InlineData("")]
    [InlineData("abcdefghij012346")]
    [InlineData("abcdefghij01234")]
    public async Task A_key_that_is_not_the_same_twice_is_a_bad_request(string header)
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var refused = await bench.CallAsync(HttpMethod.Get, "about", request =>
        {
            request.Headers.Remove("X-Qlik-Xrfkey");
            request.Headers.Add("X-Qlik-Xrfkey", header);
        });

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync(Cancelled)).ShouldContain("XSRF");
    }

    [Theory(Timeout = 20_000)]
    [InlineData(null)]
    [InlineData("UserDirectory=Internal")]
    [InlineData("UserDirectory=NOWHERE; UserId=nobody")]
    public async Task A_user_must_be_named_and_known(string? user)
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var refused = await bench.CallAsync(HttpMethod.Get, "about", request =>
        {
            request.Headers.Remove("X-Qlik-User");
            if (user is not null)
            {
                request.Headers.Add("X-Qlik-User", user);
            }
        });

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact(Timeout = 20_000)]
    public async Task Certificates_are_made_once_and_are_their_owners_alone()
    {
        using var directory = new TempDirectory();
        string[] before;
        await using (await SimulatorBench.StartAsync(directory.Path))
        {
            before = Contents(directory);
        }

        await using (await SimulatorBench.StartAsync(directory.Path))
        {
            Contents(directory).ShouldBe(before);
        }

        before.Length.ShouldBe(5);
        if (!OperatingSystem.IsWindows())
        {
            Directory.GetFiles(directory.Path).Select(File.GetUnixFileMode).ShouldAllBe(
                mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    private static string[] Contents(TempDirectory directory) =>
        [.. Directory.GetFiles(directory.Path).Order(StringComparer.Ordinal).Select(File.ReadAllText)];
}
