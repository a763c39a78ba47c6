using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Sense.Support;
using Butler.Tests;
using Microsoft.AspNetCore.Http;

namespace Butler.RelayAgent.Tests.Sense.Qrs;

public sealed class QrsRestClientTests : QrsTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_shows_certificate_user_and_the_same_key_twice()
    {
        Qrs.Site.AddTask(1, taskType: 0, app: 1);

        var rows = await Client().GetAsync("task/full", $"id eq {FakeSite.TaskId(1)}", Cancel);

        rows.GetArrayLength().ShouldBe(1);
        Qrs.Connections.ShouldBe(["CN=QlikClient"]);
        Qrs.LastHeaders["X-Qlik-User"].ShouldBe("UserDirectory=INTERNAL; UserId=sa_api");
        Qrs.LastHeaders["X-Qlik-Xrfkey"].ShouldMatch("^[A-Za-z0-9]{16}$");
        Qrs.Asked.ShouldBe([$"/qrs/task/full?filter=id eq {FakeSite.TaskId(1)}"]);
    }

    [Fact]
    public async Task Weakness_19_each_call_has_a_key_of_its_own()
    {
        var client = Client();
        var keys = new HashSet<string>();
        for (var i = 0; i < 3; i++)
        {
            await client.GetAsync("task/full", "id eq x", Cancel);
            keys.Add(Qrs.LastHeaders["X-Qlik-Xrfkey"]);
        }

        keys.Count.ShouldBe(3);
        keys.ShouldAllBe(key => key.Length == 16 && key.All(char.IsAsciiLetterOrDigit));
    }

    [Fact]
    public async Task A_PFX_file_serves_as_well()
    {
        await Client(Options() with { Certificate = null, Key = null, Pfx = Certificates.Pfx, Password = TestCertificates.Password })
            .GetAsync("task/full", "id eq x", Cancel);

        Qrs.Connections.ShouldBe(["CN=QlikClient"]);
    }

    [Fact]
    public async Task A_key_that_is_encrypted_serves_with_its_password_and_a_wrong_one_is_told()
    {
        var path = Path.Combine(Folder, "encrypted_key.pem");
        await File.WriteAllTextAsync(
            path,
            Certificates.Client.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(
                "key-password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000)),
            Cancel);
        var options = Options() with { Key = path, Password = "key-password" };

        await Client(options).GetAsync("task/full", "id eq x", Cancel);

        Qrs.Connections.ShouldBe(["CN=QlikClient"]);
        var refused = await Should.ThrowAsync<QrsException>(
            () => Client(options with { Password = "wrong-one" }).GetAsync("task/full", null, Cancel));
        refused.Message.ShouldStartWith("The client certificate for QRS cannot be read: ");
        refused.Message.ShouldNotContain("wrong-one");
    }

    [Fact]
    public async Task Weakness_17_a_filter_may_hold_any_characters()
    {
        await Client().GetAsync("task/full", "tags.name eq 'a&b #1 + 50% åäö'", Cancel);

        Qrs.Asked.ShouldBe(["/qrs/task/full?filter=tags.name eq 'a&b #1 + 50% åäö'"]);
    }

    [Fact]
    public async Task Connections_are_kept()
    {
        var client = Client();
        for (var i = 0; i < 5; i++)
        {
            await client.GetAsync("task/full", "id eq x", Cancel);
        }

        Qrs.Connections.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task Weakness_16_a_passing_fault_is_tried_again(int status)
    {
        var times = 0;
        Qrs.Site.AddTask(1, 0, 1);
        Qrs.Fault = context =>
        {
            var fails = ++times < 3;
            context.Response.StatusCode = fails ? status : 200;
            return Task.FromResult(fails);
        };

        (await Client().GetAsync("task/full", $"id eq {FakeSite.TaskId(1)}", Cancel)).GetArrayLength().ShouldBe(1);
        times.ShouldBe(3);
    }

    [Theory]
    [InlineData(400, false, "GET /qrs/task/full was answered with 400 Bad Request: no.")]
    [InlineData(
        401,
        false,
        @"GET /qrs/task/full was refused (401): no. Check the client certificate, and that Sense knows the user INTERNAL\sa_api.")]
    [InlineData(
        403,
        false,
        @"GET /qrs/task/full was refused (403): no. Give the user INTERNAL\sa_api (qrs.user) a security rule in the QMC that allows it "
            + @"to read this.")]
    [InlineData(404, false, "GET /qrs/task/full does not exist (404).")]
    [InlineData(500, true, "GET /qrs/task/full was answered with 500 Internal Server Error: no.")]
    [InlineData(
        302,
        true,
        "GET /qrs/task/full was redirected (302). Check that qrs.url is the repository service (port 4242), not the hub or a proxy.")]
    public async Task A_refusal_says_what_to_mend(int status, bool isTransient, string message)
    {
        Qrs.Fault = async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("no");
            return true;
        };

        var failure = await Should.ThrowAsync<QrsException>(() => Client().GetAsync("task/full", null, Cancel));

        (failure.Message, failure.IsTransient).ShouldBe((message, isTransient));
        Qrs.Asked.Count.ShouldBeInRange(isTransient ? 2 : 1, isTransient ? 5 : 1); // a slow machine has time for fewer
    }

    [Theory]
    [InlineData(
        "<!doctype html><html>log on</html>",
        "GET /qrs/task/full was answered with a web page instead of JSON. Check that qrs.url is the repository service (port 4242), not "
            + "the hub or a proxy.")]
    [InlineData("""[{"id":"1","na""", "GET /qrs/task/full was answered with incomplete JSON (14 bytes).")]
    [InlineData("", "GET /qrs/task/full was answered with nothing.")]
    public async Task What_is_no_JSON_is_a_passing_fault_of_its_own(string body, string message)
    {
        Qrs.Fault = async context =>
        {
            await context.Response.WriteAsync(body);
            return true;
        };

        var failure = await Should.ThrowAsync<QrsException>(() => Client().GetAsync("task/full", null, Cancel));

        (failure.Status, failure.Message).ShouldBe((0, message));
    }

    [Fact]
    public async Task A_long_list_comes_row_by_row()
    {
        var row = System.Text.Encoding.UTF8.GetBytes($$"""{"id":"1","text":"{{new string('x', 4000)}}"},""");
        var began = new TaskCompletionSource();
        Qrs.Fault = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("[");
            for (var i = 0; i < 10_000; i++)
            {
                await context.Response.Body.WriteAsync(row); // 40 MB in all, more than is taken in one piece
                if (i == 100)
                {
                    await began.Task.WaitAsync(context.RequestAborted); // the first rows are taken while the rest is yet to come
                }
            }

            await context.Response.WriteAsync("null]");
            return true;
        };
        var rows = 0;

        await Client().ReadRowsAsync("task/full", null, Take, Cancel);

        rows.ShouldBe(10_001);

        void Take(System.Text.Json.JsonElement next)
        {
            rows++;
            began.TrySetResult();
        }
    }

    [Theory]
    [InlineData(
        "text/html",
        "<html>",
        0,
        5,
        "GET /qrs/task/full was answered with a web page instead of JSON. Check that qrs.url is the repository service (port 4242), not "
            + "the hub or a proxy.")]
    [InlineData("application/json", """{"id":"1"}""", 0, 5, "GET /qrs/task/full was answered with an incomplete list (it ends in row 1).")]
    [InlineData(
        "application/json",
        """[{"id":"1"},{"id""",
        1,
        1,
        "GET /qrs/task/full was answered with an incomplete list (it ends in row 2).")]
    public async Task A_list_that_is_none_is_asked_for_again_unless_rows_were_handed_over(
        string type, string body, int rows, int asked, string message)
    {
        Qrs.Fault = async context =>
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync(body);
            return true;
        };
        var taken = 0;

        var failure = await Should.ThrowAsync<QrsException>(() => Client().ReadRowsAsync("task/full", null, _ => taken++, Cancel));

        (failure.Message, taken, failure.IsTransient).ShouldBe((message, rows, true));
        Qrs.Asked.Count.ShouldBeInRange(Math.Min(asked, 2), asked); // a slow machine has time for fewer
    }

    [Fact]
    public async Task A_cut_connection_is_a_passing_fault()
    {
        Qrs.Fault = async context =>
        {
            await context.Response.WriteAsync("[");
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };

        var failure = await Should.ThrowAsync<QrsException>(() => Client().GetAsync("task/full", null, Cancel));

        failure.Status.ShouldBe(0);
        failure.Message.ShouldMatch("^GET /qrs/task/full (broke off|got no answer): "); // the system may throw away what had come
    }

    [Fact]
    public async Task Nobody_there_is_told_with_what_to_check()
    {
        var failure = await Should.ThrowAsync<QrsException>(
            () => Client(Options() with { Url = new Uri("https://127.0.0.1:9") }).GetAsync("task/full", null, Cancel));

        failure.Message.ShouldStartWith("127.0.0.1:9 cannot be reached: ");
        failure.Message.ShouldEndWith("Check qrs.url, that the repository service runs, and that the firewall lets port 9 through.");
    }

    [Fact]
    public async Task A_call_is_given_up_after_ten_seconds()
    {
        var time = new FakeTime();
        Qrs.Delay = TimeSpan.FromMinutes(1);
        var call = Client(time: time).GetAsync("task/full", null, Cancel);
        while (!call.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Cancel);
        }

        (await Should.ThrowAsync<QrsException>(() => call)).Message.ShouldBe("GET /qrs/task/full was not answered within 10 s.");
    }

    [Fact]
    public async Task What_changes_something_is_sent_once()
    {
        Qrs.Fault = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };

        await Should.ThrowAsync<QrsException>(() => Client().PostAsync("task/x/start", null, Cancel));
        Qrs.Asked.Count.ShouldBe(1);

        Qrs.Fault = context =>
        {
            context.Response.StatusCode = 204;
            return Task.FromResult(true);
        };
        (await Client().PostAsync("task/x/start", null, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_download_gives_its_end()
    {
        var log = Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 20_000)));
        Qrs.Site.AddLog(1, log);

        (await Client().DownloadAsync($"download/reloadtask/{FakeSite.FileId(1)}/scriptlog.txt", 1000, Cancel)).ShouldBe(log[^1000..]);
        (await Client().DownloadAsync($"download/reloadtask/{FakeSite.FileId(1)}/scriptlog.txt", 1_000_000, Cancel)).ShouldBe(log);
    }

    [Fact]
    public async Task A_wrong_name_is_told_with_the_names_there_are()
    {
        var failure = await Should.ThrowAsync<QrsException>(
            () => Client(Options() with { ServerName = null }).GetAsync("task/full", null, Cancel));

        failure.Message.ShouldBe(
            $"The certificate of {Qrs.Url.Authority} is made out to sense.test, 127.0.0.2, not to 127.0.0.1. Set qrs.serverName to the "
                + "name in the certificate.");
    }

    [Fact]
    public async Task A_certificate_of_another_root_is_refused()
    {
        using var other = new TestCertificates(Folder, "-other");

        var failure = await Should.ThrowAsync<QrsException>(
            () => Client(Options() with { Ca = other.Ca }).GetAsync("task/full", null, Cancel));

        failure.Message.ShouldMatch(@"^The certificate of .* \(CN=sense\.test\) is not trusted \(.+\)\. Set qrs\.ca to the root\.pem");
    }

    [Fact]
    public async Task Without_checking_it_works_and_warns_at_every_start()
    {
        await Client(Options() with { ServerName = null, Ca = null, Verify = false }).GetAsync("task/full", "id eq x", Cancel);

        ConnectionLog.Lines.ShouldBe(
            [$"Warning: The certificate of {Qrs.Url.Authority} is NOT checked (qrs.verify: false): anyone on the network path can read and "
                + "change the traffic"]);
    }

    [Fact]
    public async Task A_client_certificate_of_another_site_is_a_clear_error()
    {
        using var other = new TestCertificates(Folder, "-other");

        var failure = await Should.ThrowAsync<QrsException>(
            () => Client(Options() with { Certificate = other.Certificate, Key = other.Key }).GetAsync("task/full", null, Cancel));

        failure.Status.ShouldBe(0);
        failure.Message.ShouldContain("client certificate");
    }

    [Fact]
    public async Task A_missing_certificate_file_is_named_and_no_password_shown()
    {
        var failure = await Should.ThrowAsync<QrsException>(
            () => Client(Options() with { Certificate = null, Key = null, Pfx = Certificates.Pfx, Password = "guess-7" })
                .GetAsync("task/full", null, Cancel));

        failure.Message.ShouldStartWith("The client certificate for QRS cannot be read: ");
        failure.Message.ShouldNotContain("guess-7");
    }

    [Fact]
    public async Task Renewed_certificate_files_are_used_without_a_restart()
    {
        var time = new FakeTime();
        var connection = Connection(time: time);
        var client = new QrsRestClient(Options(), connection, TimeProvider.System, new Random(1));
        await client.GetAsync("task/full", "id eq x", Cancel);
        File.WriteAllText(Certificates.Certificate, "half a fi");
        time.Advance(TimeSpan.FromSeconds(6));
        await client.GetAsync("task/full", "id eq x", Cancel);
        using var renewed = Certificates.Renew();
        time.Advance(TimeSpan.FromSeconds(6));
        await client.GetAsync("task/full", "id eq x", Cancel);

        Qrs.Connections.ShouldBe(["CN=QlikClient", "CN=QlikClient renewed"]);
        ConnectionLog.Lines.Count.ShouldBe(2);
        ConnectionLog.Lines[0].ShouldStartWith(
            "Warning: The certificate files for QRS have changed, but cannot be used; the previous ones stay in use: ");
        ConnectionLog.Lines[1].ShouldStartWith("Information: The certificate files for QRS have changed and are used from now on");
    }

    [Theory]
    [InlineData(45, null)]
    [InlineData(10, "the client certificate for QRS expires on 2031-03-24, in 10 days: export a new one in the QMC")]
    [InlineData(-1, "the client certificate for QRS has EXPIRED on 2031-03-13: export a new one in the QMC")]
    public void An_expiry_is_told_in_time_each_day(int days, string? warning)
    {
        var time = new FakeTime();
        using var renewed = Certificates.Renew(time.GetUtcNow() + TimeSpan.FromDays(days) + TimeSpan.FromHours(1));
        var log = new Forwarding.RecordingLogger<CertificateNotice>();
        var notice = new CertificateNotice(Connection(time: time), time, log);

        notice.Warning().ShouldBe(warning);
        notice.Warning().ShouldBe(warning);
        log.Lines.Count.ShouldBe(warning is null ? 0 : 1);
        time.Advance(TimeSpan.FromDays(1));
        notice.Warning();
        log.Lines.Count.ShouldBe(warning is null ? 0 : 2);
    }
}
