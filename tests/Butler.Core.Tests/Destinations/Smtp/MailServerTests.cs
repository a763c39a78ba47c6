using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using Butler.Tests;

namespace Butler.Core.Tests.Destinations.Smtp;

/// <summary>Against a server and a mail reader of others.</summary>
public sealed class MailServerTests : IDisposable
{
    private const string Password = "pa55 w0rd åäö";
    private readonly MailCertificates certificates = new();

    [Fact]
    public async Task What_arrives_reads_as_it_was_written()
    {
        using var server = await MailServer.StartAsync(new JsonObject { ["size"] = 10_000_000 });
        var mail = Sample with
        {
            From = "\"Qlik Sense, Åre\" <no-reply@example.com>",
            To = "Ops team <ops@bücher.example>",
            Subject = "Failed: \"Säljrapport 2031\" \U0001F6A8\U0001F468\u200D\U0001F469\u200D\U0001F467 " + string
                .Concat(Enumerable.Repeat("и ещё ", 40)) + "end",
            Text = ".\n..\n.dots\nFrom here\n" + new string('x', 100_000) + "\nlast ",
            Html = "<p style=\"color: red\">=3D " + string.Concat(Enumerable.Repeat("日本語のテキスト。", 2000)) + "</p>\n.\n",
            Priority = "high",
        };
        var time = new FakeTime();
        await SentAsync(mail, Plain(server), time);

        var arrived = await server.OneAsync();
        arrived.GetProperty("subject").GetString().ShouldBe(mail.Subject);
        arrived.GetProperty("text").GetString().ShouldBe(mail.Text);
        arrived.GetProperty("html").GetString().ShouldBe(mail.Html);
        arrived.GetProperty("from")[0].GetRawText().ShouldBe("""{"address":"no-reply@example.com","name":"Qlik Sense, Åre"}""");
        arrived.GetProperty("to")[0].GetProperty("name").GetString().ShouldBe("Ops team");
        arrived.GetProperty("envelope").GetProperty("from").GetString().ShouldBe("no-reply@example.com");
        arrived.GetProperty("envelope").GetProperty("to")[0].GetString().ShouldBe("ops@bücher.example");
        arrived.GetProperty("messageId").GetString().ShouldBe("<d1@example.com>");
        arrived.GetProperty("priority").GetString().ShouldBe("high");
        arrived.GetProperty("date").GetDateTimeOffset().ShouldBe(time.GetUtcNow());
        Header(arrived, "auto-submitted").ShouldBe("Auto-Submitted: auto-generated");
        var raw = arrived.GetProperty("raw").GetString()!;
        raw.Split("\r\n").ShouldAllBe(line => line.Length <= 78 && !line.Contains('\r') && !line.Contains('\n'));
        arrived.GetProperty("envelope").GetProperty("args").GetProperty("SIZE").GetString()
            .ShouldBe(raw.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_subject_cannot_become_a_header()
    {
        using var server = await MailServer.StartAsync();
        await SentAsync(Sample with { Subject = "x\r\nBcc: all@example.com\r\n\r\n<script>", PossibleDuplicate = true }, Plain(server));
        var arrived = await server.OneAsync();
        arrived.GetProperty("headers").EnumerateObject().Select(h => h.Name).ShouldNotContain("bcc");
        arrived.GetProperty("subject").GetString()!.ShouldContain("Bcc: all@example.com");
        Header(arrived, "x-butler-possible-duplicate").ShouldBe("X-Butler-Possible-Duplicate: true");
    }

    [Fact]
    public async Task Letters_beyond_ASCII_before_the_at_sign_go_by_SMTPUTF8()
    {
        using var server = await MailServer.StartAsync();
        await SentAsync(Sample with { To = "jörg@example.com" }, Plain(server));
        var envelope = (await server.OneAsync()).GetProperty("envelope");
        envelope.GetProperty("to")[0].GetString().ShouldBe("jörg@example.com");
        envelope.GetProperty("args").GetProperty("SMTPUTF8").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task It_goes_over_TLS_to_a_server_whose_authority_the_file_names(SmtpSecurity security)
    {
        using var server = await MailServer.StartAsync(Options(security));
        await SentAsync(Sample, Secured(server, security));
        (await server.OneAsync()).GetProperty("secure").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task A_server_that_does_not_prove_who_it_is_gets_nothing(SmtpSecurity security)
    {
        using var server = await MailServer.StartAsync(Options(security));
        using var others = new MailCertificates();
        var to = Secured(server, security);
        const string unknown = "TLS failed: the server's certificate comes from the authority Root of the test, "
            + "which is not trusted here: name its certificate as ca";
        (await ReasonAsync(to with { ServerName = "other.test" }))
            .ShouldBe("TLS failed: the server's certificate is for mail.test, 127.0.0.1, not for other.test: use a name that is on the "
                + "certificate");
        (await ReasonAsync(to with { Ca = null })).ShouldBe(unknown);
        (await ReasonAsync(to with { Ca = others.Ca })).ShouldStartWith("TLS failed: the server's certificate");

        server.Mails.ShouldBeEmpty();
        await SentAsync(Sample, to with { ServerName = null });
        await SentAsync(Sample, to with { ServerName = "other.test", Ca = null, Insecure = true });
        await Eventually.TrueAsync(() => server.Mails.Count == 2, "both arrive");
    }

    [Fact]
    public async Task A_port_that_speaks_TLS_from_the_first_byte_is_not_waited_for_in_vain()
    {
        using var server = await MailServer.StartAsync(Options(SmtpSecurity.StartTls));
        (await ReasonAsync(Secured(server, SmtpSecurity.Tls))).ShouldBe(
            $"TLS failed: the server does not speak TLS on this port (127.0.0.1:{server.Port}): set security: starttls, or none where it "
                + "has no TLS at all");
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.None)]
    public async Task A_port_that_expects_TLS_from_the_first_byte_is_told_so(SmtpSecurity security)
    {
        using var server = await MailServer.StartAsync(Options(SmtpSecurity.Tls));
        (await SendAsync(Sample, Secured(server, security))).ShouldBe(
            new DeliveryOutcome.TryAgain(
                $"127.0.0.1:{server.Port} expects TLS from the first byte: set security: tls", SmtpTransport.OperatorPause));
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_told_with_its_dates()
    {
        using var old = new MailCertificates(expired: true);
        using var server = await MailServer.StartAsync(
            new JsonObject { ["secure"] = true, ["certificate"] = old.Chain, ["key"] = old.Key });
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(-1));
        (await ReasonAsync(new SmtpServer { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.Tls, Ca = old.Ca })).ShouldBe(
            $"TLS failed: the certificate of mail.test is valid from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}: it is expired, or this "
                + "machine's clock is wrong");
    }

    [Theory]
    [InlineData("PLAIN", SmtpSecurity.StartTls)]
    [InlineData("LOGIN", SmtpSecurity.StartTls)]
    [InlineData("PLAIN", SmtpSecurity.Tls)]
    [InlineData("LOGIN", SmtpSecurity.None)]
    public async Task It_logs_in(string login, SmtpSecurity security)
    {
        var options = Options(security);
        (options["user"], options["password"], options["logins"]) = ("butler", Password, new JsonArray(login));
        using var server = await MailServer.StartAsync(options);
        var to = Secured(server, security) with { User = "butler", Password = Password };
        await SentAsync(Sample, to);
        (await server.OneAsync()).GetProperty("login").GetString().ShouldBe("butler");

        const string wrong = "wr0ng-p4ssword";
        var outcome = (await SendAsync(Sample, to with { Password = wrong })).ShouldBeOfType<DeliveryOutcome.TryAgain>();
        outcome.ShouldBe(
            new DeliveryOutcome.TryAgain($"AUTH was answered 535 5.7.8 Error: {login} with *** failed", SmtpTransport.OperatorPause));

        (await SendAsync(Sample, to with { User = null, Password = null })).ShouldBeOfType<DeliveryOutcome.TryAgain>().Reason
            .ShouldStartWith("MAIL FROM was answered 530");
    }

    [Fact]
    public async Task A_recipient_that_is_nobody_is_refused()
    {
        using var server = await MailServer.StartAsync();
        (await SendAsync(Sample with { To = "nobody@example.com" }, Plain(server)))
            .ShouldBe(new DeliveryOutcome.Refused("RCPT TO was answered 550 5.1.1 There is nobody of that name"));
    }

    [Fact]
    public async Task A_greylisted_mail_is_taken_when_it_comes_back()
    {
        using var server = await MailServer.StartAsync(new JsonObject { ["greylist"] = 1 });
        (await SendAsync(Sample, Plain(server))).ShouldBe(new DeliveryOutcome.TryAgain("RCPT TO was answered 451 4.7.1 Come back later"));
        await SentAsync(Sample, Plain(server));
        await server.OneAsync();
    }

    [Fact]
    public async Task A_mail_that_is_too_large_is_refused()
    {
        using var server = await MailServer.StartAsync(new JsonObject { ["size"] = 10_000 });
        (await SendAsync(Sample with { Text = new string('x', 20_000) }, Plain(server)))
            .ShouldBeOfType<DeliveryOutcome.Refused>().Reason.ShouldStartWith(
                "the server takes mails of at most 10000 bytes, and this one has 2");
    }

    [Fact]
    public async Task A_server_of_the_old_kind_is_sent_to_all_the_same()
    {
        using var server = await MailServer.StartAsync(new JsonObject { ["disabled"] = new JsonArray("EHLO") });
        await SentAsync(Sample, Plain(server));
        await server.OneAsync();
    }

    private static async Task<string> ReasonAsync(SmtpServer server) =>
        (await SendAsync(Sample, server)).ShouldBeOfType<DeliveryOutcome.TryAgain>().Reason;

    public void Dispose() => certificates.Dispose();

    private static readonly Mail Sample = new()
    {
        DeliveryId = "d1",
        From = "no-reply@example.com",
        To = "ops@example.com",
        Subject = "s",
        Text = "t",
        Html = "h",
    };

    private static string? Header(JsonElement mail, string name) => mail.GetProperty("headers").GetProperty(name).GetString();

    private static async Task SentAsync(Mail mail, SmtpServer to, TimeProvider? time = null) =>
        (await SendAsync(mail, to, time)).ShouldBe(new DeliveryOutcome.Sent("250 2.0.0 taken as ABC123"));

    private static Task<DeliveryOutcome> SendAsync(Mail mail, SmtpServer to, TimeProvider? time = null) =>
        new SmtpTransport(time ?? TimeProvider.System).SendAsync(to, mail, TestContext.Current.CancellationToken);

    private static SmtpServer Plain(MailServer server) => new() { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None };

    private SmtpServer Secured(MailServer server, SmtpSecurity security) =>
        Plain(server) with { Security = security, ServerName = MailCertificates.Name, Ca = certificates.Ca };

    private JsonObject Options(SmtpSecurity security) => security == SmtpSecurity.None
        ? []
        : new JsonObject { ["secure"] = security == SmtpSecurity.Tls, ["certificate"] = certificates.Chain, ["key"] = certificates.Key };
}
