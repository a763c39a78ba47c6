using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Butler.RelayAgent.Api;
using Butler.RelayAgent.Commands.Receiving;
using Butler.RelayAgent.Tests.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Tests.Api;

/// <summary>Who may call the relay's API, and that a command is done once.</summary>
public sealed class RelayApiTests : IDisposable
{
    private const string Start = $"POST v4/reloadtask/{FakeQrs.Reload}/start";
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("butler-relay-api-");

    [Fact]
    public async Task Without_keys_and_sources_everybody_may_call_at_both_paths()
    {
        var qrs = new FakeQrs();
        await using var relay = await ApiRelay.StartAsync(directory, qrs: qrs);
        (await relay.AskAsync(Start)).ShouldStartWith("200 ");
        (await relay.AskAsync(Start.Replace("v4", "api/v4", StringComparison.Ordinal))).ShouldStartWith("200 ");
        qrs.Posts.Count.ShouldBe(2);
        (await relay.AskAsync("GET documentation")).ShouldBe("404 Route GET:/documentation not found");
    }

    [Fact]
    public async Task With_keys_a_request_needs_one_of_them_in_the_header_or_in_the_query()
    {
        await using var relay = await ApiRelay.StartAsync(directory, "  keys: [first-key, second-key]\n");
        const string Missing = "401 The key is missing or wrong: send one of api.keys of relay.yaml in the header x-functions-key, or as ?code=.";
        (await relay.AskAsync(Start)).ShouldBe(Missing);
        (await relay.AskAsync(Start, null, ("x-functions-key", "other"))).ShouldBe(Missing);
        (await relay.AskAsync(Start, null, ("x-functions-key", "second-key"))).ShouldStartWith("200 ");
        (await relay.AskAsync($"{Start}?code=first-key")).ShouldStartWith("200 ");
        (await relay.AskAsync("GET v4/keyvaluesnamespaces")).ShouldBe(Missing);
    }

    [Theory]
    [InlineData("[10.0.0.0/8]", "403 Requests from 127.0.0.1 are not allowed: api.allowedSources in relay.yaml.")]
    [InlineData("[]", "403 Requests from 127.0.0.1 are not allowed: api.allowedSources in relay.yaml.")]
    [InlineData("[10.0.0.0/8, 127.0.0.1]", "200 ")]
    public async Task Only_allowed_addresses_may_call(string sources, string answer)
    {
        await using var relay = await ApiRelay.StartAsync(directory, $"  allowedSources: {sources}\n");
        (await relay.AskAsync(Start)).ShouldStartWith(answer);
    }

    [Theory]
    [InlineData("server.pem", "  certificate: server.pem\n  key: server.key\n")]
    [InlineData("server.pfx", "  certificate: server.pfx\n  password: s3cr3t\n")]
    public async Task With_a_certificate_it_speaks_https_and_takes_a_renewed_one(string file, string api)
    {
        using var first = Certificate("first");
        using var second = Certificate("second");
        Write(first);
        await using var relay = await ApiRelay.StartAsync(directory, api, trusted: first);
        (await relay.AskAsync(Start)).ShouldStartWith("200 ");
        Write(second);
        File.SetLastWriteTimeUtc(Path.Combine(directory.FullName, file), DateTime.UtcNow.AddMinutes(1));
        (await relay.ThumbprintAsync()).ShouldBe(second.Thumbprint);
    }

    [Fact]
    public void A_renewed_certificate_is_read_and_a_broken_one_leaves_the_last()
    {
        using var first = Certificate("first");
        using var second = Certificate("second");
        Write(first);
        var path = Path.Combine(directory.FullName, "server.pfx");
        var certificate = new ServerCertificate(new RelayApiOptions { Listen = null!, Certificate = path, Password = "s3cr3t" });
        certificate.Current().Thumbprint.ShouldBe(first.Thumbprint);
        Write(second);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        certificate.Current().Thumbprint.ShouldBe(second.Thumbprint);
        File.WriteAllText(path, "half");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(2));
        certificate.Current().Thumbprint.ShouldBe(second.Thumbprint);
    }

    [Fact]
    public async Task A_listener_that_cannot_listen_ends_the_start()
    {
        await using var first = await ApiRelay.StartAsync(directory);
        var port = first.Services.GetRequiredService<ApiListener>().Address!.Port;
        var other = Directory.CreateTempSubdirectory("butler-relay-api-");
        var options = ApiRelay.Read(other, $"api: {{ listen: '127.0.0.1:{port}' }}").Api!;
        var listener = new ApiListener(
            options, new RelayApiGate(options), [], first.Services.GetRequiredService<FunctionAppClient>(),
            first.Services.GetRequiredService<LocalCommands>(), new RelayApiLife(),
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        (await Should.ThrowAsync<ApiNotStartedException>(() => listener.StartAsync(CancellationToken.None))).Message.ShouldStartWith(
            $"The API of relay.yaml cannot listen at 127.0.0.1:{port}: ");
        await listener.DisposeAsync();
        other.Delete(recursive: true);
    }

    [Fact]
    public async Task A_request_for_another_site_or_relay_is_rejected()
    {
        await using var relay = await ApiRelay.StartAsync(directory);
        (await relay.AskAsync($"{Start}?site=other")).ShouldBe(
            "400 This relay serves the site default, not \"other\"; the function app reaches the other sites.");
        (await relay.AskAsync(Start, null, ("X-Butler-Site", "other"))).ShouldStartWith("400 ");
        (await relay.AskAsync($"{Start}?relay=relay-2")).ShouldBe(
            "400 This is relay relay-1, not \"relay-2\"; the function app reaches the other relays.");
        (await relay.AskAsync($"{Start}?site=default&relay=relay-1")).ShouldStartWith("200 ");
    }

    [Fact]
    public async Task A_request_id_is_done_once_also_after_a_restart()
    {
        var qrs = new FakeQrs();
        string first;
        await using (var relay = await ApiRelay.StartAsync(directory, qrs: qrs))
        {
            first = await relay.AskAsync(Start, null, ("X-Request-Id", "night"));
            first.ShouldStartWith("200 ");
        }

        await using var restarted = await ApiRelay.StartAsync(directory, qrs: qrs);
        (await restarted.AskAsync(Start, null, ("X-Request-Id", "night"))).ShouldBe(first);
        (await restarted.AskAsync("POST v4/reloadtask/x/start", null, ("X-Request-Id", "night"))).ShouldStartWith("409 ");
        qrs.Posts.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false, "502 Failed starting task: The relay stopped before the command began; nothing was done. Send it again.")]
    [InlineData(true, "504 Failed starting task: The relay stopped during the command: it may or may not have been done, and is not retried.")]
    public async Task What_a_killed_process_left_is_told_and_not_done_again(bool begun, string answer)
    {
        var qrs = new FakeQrs();
        var command = CommandRelay.Start(FakeQrs.Reload) with
        {
            Id = "api:" + Core.Events.EventIdentity.Hash("start-task\nnight"),
            Deadline = DateTimeOffset.UtcNow.AddMinutes(1),
        };
        await using (var relay = await ApiRelay.StartAsync(directory, qrs: qrs))
        {
            var book = relay.Services.GetRequiredService<LedgerBook>();
            book.Taken(command, Core.Events.EventIdentity.Hash(command.Kind + command.Arguments!.Value.GetRawText()));
            if (begun)
            {
                await book.BegunAsync(command.Id, CancellationToken.None);
            }
        }

        await using var restarted = await ApiRelay.StartAsync(directory, qrs: qrs);
        (await restarted.AskAsync(Start, null, ("X-Request-Id", "night"))).ShouldBe(answer);
        qrs.Posts.ShouldBeEmpty();
        restarted.Services.GetRequiredService<LedgerBook>().Unanswered().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_goes_on_when_its_caller_does_not_wait_and_its_status_is_told()
    {
        using var answering = new ManualResetEventSlim();
        var qrs = new FakeQrs { PostAnswer = _ => answering.Wait(TimeSpan.FromMinutes(1)) ? "{}" : null };
        await using var relay = await ApiRelay.StartAsync(directory, qrs: qrs);
        using var response = await relay.SendAsync(Start, null, ("Prefer", "wait=0"));
        ((int)response.StatusCode, response.Headers.Location?.ToString().StartsWith("/v4/commands/", StringComparison.Ordinal)).ShouldBe((202, true));
        (await relay.AskAsync($"GET {response.Headers.Location!.ToString()[1..]}")).ShouldEndWith("\"kind\":\"start-task\"}");
        answering.Set();
        await Eventually.TrueAsync(
            async () => (await relay.AskAsync($"GET {response.Headers.Location!.ToString()[1..]}")).Contains("Succeeded", StringComparison.Ordinal),
            "the command has ended");
    }

    [Fact]
    public async Task A_command_that_the_file_does_not_allow_is_refused()
    {
        await using var relay = await ApiRelay.StartAsync(directory);
        (await relay.AskAsync("DELETE v4/filedelete", """{"deleteFile":"/etc/passwd"}""")).ShouldStartWith("403 ");
        (await relay.AskAsync($"PUT v4/app/{Guid.NewGuid()}/reload")).ShouldStartWith(
            "403 Reloading this app is not allowed: This relay cannot do reload-app: its relay.yaml does not allow it, or lacks the settings");
        (await relay.AskAsync($"GET v4/app/{Guid.NewGuid()}/dump")).ShouldBe(
            "403 Dumping this app is not allowed: relay.yaml has no commands.dumpApp, or no engine.");
    }

    public void Dispose() => directory.Delete(recursive: true);

    private void Write(X509Certificate2 certificate)
    {
        File.WriteAllText(Path.Combine(directory.FullName, "server.pem"), certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(directory.FullName, "server.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllBytes(Path.Combine(directory.FullName, "server.pfx"), certificate.Export(X509ContentType.Pkcs12, "s3cr3t"));
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
