using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using Butler.Tests;

namespace Butler.Core.Tests.Destinations.Smtp;

/// <summary>What each thing that a server may do to us comes to.</summary>
public sealed class SmtpTransportTests
{
    private const string Password = "pa55-w0rd-of-butler";

    internal static readonly Mail Sample = new()
    {
        DeliveryId = "d1",
        From = "Qlik Sense <no-reply@example.com>",
        To = "ops@example.com",
        Subject = "Failed",
        Html = "<p>It failed</p>",
        Text = "It failed\n.\n..twice",
    };

    [Fact]
    public async Task A_mail_that_the_server_takes_is_sent_in_the_order_of_the_protocol()
    {
        using var server = new FakeSmtpServer();
        (await SendAsync(server)).ShouldBe(new DeliveryOutcome.Sent("250 2.0.0 taken"));

        var commands = server.Heard.TakeWhile(line => line != "DATA").Append("DATA").ToList();
        commands[0].ShouldBe("EHLO [127.0.0.1]");
        commands[1].ShouldMatch(@"^MAIL FROM:<no-reply@example\.com> SIZE=\d+$");
        commands[2..].ShouldBe(["RCPT TO:<ops@example.com>", "DATA"]);
        server.Heard[^1].ShouldBe("QUIT");
        server.Heard[^2].ShouldBe(".");
        server.Heard.ShouldContain("..");
        server.Heard.ShouldContain("...twice=");
    }

    [Theory]
    [InlineData("greeting", "421 4.3.2 too busy", "again: the connection was answered 421 4.3.2 too busy")]
    [InlineData("greeting", "554 5.7.1 not from there", "later: the connection was answered 554 5.7.1 not from there")]
    [InlineData(
        "greeting",
        "HTTP/1.1 400 Bad Request",
        "again: the connection was answered with text that is not an SMTP reply: HTTP/1.1 400 Bad Request")]
    [InlineData("greeting", "\u0001\u0002\u0003", "again: the connection was answered with text that is not an SMTP reply: ")]
    [InlineData("greeting", "999 ready", "again: the connection was answered with text that is not an SMTP reply: 999 ready")]
    [InlineData("greeting", FakeSmtpServer.Close, "again: the server closed the connection at the connection")]
    [InlineData("EHLO", "421 4.3.2 closing", "again: EHLO was answered 421 4.3.2 closing")]
    [InlineData("EHLO", "554 5.7.0 go away", "later: EHLO was answered 554 5.7.0 go away")]
    [InlineData("EHLO", FakeSmtpServer.Close, "again: the server closed the connection at EHLO")]
    [InlineData("MAIL", "451 4.3.0 disk full", "again: MAIL FROM was answered 451 4.3.0 disk full")]
    [InlineData("MAIL", "550 5.7.1 not as that sender", "refused: MAIL FROM was answered 550 5.7.1 not as that sender")]
    [InlineData("MAIL", "530 5.7.0 log in first", "later: MAIL FROM was answered 530 5.7.0 log in first")]
    [InlineData("MAIL", "552 5.3.4 too large", "refused: MAIL FROM was answered 552 5.3.4 too large")]
    [InlineData("RCPT", "450 4.7.1 greylisted", "again: RCPT TO was answered 450 4.7.1 greylisted")]
    [InlineData("RCPT", "550-5.1.1 no such user\r\n550 5.1.1 at all", "refused: RCPT TO was answered 550 5.1.1 no such user 5.1.1 at all")]
    [InlineData("RCPT", "251 will forward", "sent: 250 2.0.0 taken")]
    [InlineData("DATA", "451 4.3.0 later", "again: DATA was answered 451 4.3.0 later")]
    [InlineData("DATA", "554 5.5.1 no valid recipients", "refused: DATA was answered 554 5.5.1 no valid recipients")]
    [InlineData("DATA", "250 odd", "again: DATA was answered 250 odd")]
    [InlineData("DATA", FakeSmtpServer.Close, "again: the server closed the connection at DATA")]
    [InlineData(".", "451 4.3.0 try again", "again: the mail itself was answered 451 4.3.0 try again")]
    [InlineData(".", "554 5.7.1 spam", "refused: the mail itself was answered 554 5.7.1 spam")]
    [InlineData(".", FakeSmtpServer.Close, "again, maybe arrived: the server closed the connection at the mail itself")]
    [InlineData(".", "garbage", "again, maybe arrived: the mail itself was answered with text that is not an SMTP reply: garbage")]
    [InlineData("QUIT", FakeSmtpServer.Close, "sent: 250 2.0.0 taken")]
    [InlineData("QUIT", "500 what?", "sent: 250 2.0.0 taken")]
    public async Task Each_answer_comes_to_one_outcome(string step, string reply, string outcome)
    {
        using var server = new FakeSmtpServer((step, reply));
        Reported(await SendAsync(server)).ShouldBe(outcome);
    }

    [Theory]
    [InlineData("535 5.7.8 wrong: PASSWORD, ENCODED, PLAIN", "later: AUTH was answered 535 5.7.8 wrong: ***, ***, ***")]
    [InlineData("534 5.7.9 too weak", "later: AUTH was answered 534 5.7.9 too weak")]
    [InlineData("454 4.7.0 passing", "again: AUTH was answered 454 4.7.0 passing")]
    [InlineData("500 5.5.2 AUTH PLAIN PLAIN", "later: AUTH was answered 500 5.5.2 AUTH PLAIN ***")]
    [InlineData("garbage PASSWORD", "again: AUTH was answered with text that is not an SMTP reply: garbage ***")]
    public async Task A_login_that_fails_loses_no_mail_and_shows_no_secret(string reply, string outcome)
    {
        reply = reply.Replace("AUTH PLAIN PLAIN", "AUTH PLAIN " + Base64("\0butler\0" + Password), StringComparison.Ordinal)
            .Replace("PASSWORD", Password, StringComparison.Ordinal)
            .Replace("ENCODED", Base64(Password), StringComparison.Ordinal)
            .Replace(
                "PLAIN", reply.Contains("AUTH", StringComparison.Ordinal) ? "PLAIN" : Base64("\0butler\0" + Password),
                StringComparison.Ordinal);
        using var server = new FakeSmtpServer(("AUTH", reply));
        Reported(await SendAsync(server, To(server) with { User = "butler", Password = Password })).ShouldBe(outcome);
        server.Heard.ShouldNotContain(line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_that_stands_where_a_reason_is_cut_is_not_shown_in_part()
    {
        using var server = new FakeSmtpServer(("AUTH", $"535 {new string('x', 290)}{Password}"));
        Reported(await SendAsync(server, To(server) with { User = "butler", Password = Password })).ShouldNotContain("pa55");
    }

    [Fact]
    public async Task A_server_that_knows_no_EHLO_is_greeted_with_HELO()
    {
        using var server = new FakeSmtpServer(("EHLO", "502 5.5.1 not implemented"));
        Reported(await SendAsync(server)).ShouldBe("sent: 250 2.0.0 taken");
        server.Heard.Take(3).ShouldBe(["EHLO [127.0.0.1]", "HELO [127.0.0.1]", "MAIL FROM:<no-reply@example.com>"]);
    }

    [Fact]
    public async Task The_login_goes_by_LOGIN_where_there_is_no_PLAIN()
    {
        using var server = new FakeSmtpServer(("EHLO", "250-fake\r\n250 AUTH=CRAM-MD5 LOGIN"), ("AUTH", "334 VXNlcm5hbWU6"));
        server.Replies[Base64("butler")] = "334 UGFzc3dvcmQ6";
        server.Replies[Base64(Password)] = "235 welcome";
        Reported(await SendAsync(server, To(server) with { User = "butler", Password = Password })).ShouldBe("sent: 250 2.0.0 taken");
        server.Heard.Skip(1).Take(3).ShouldBe(["AUTH LOGIN", Base64("butler"), Base64(Password)]);
    }

    [Fact]
    public async Task Without_a_login_in_common_nobody_logs_in()
    {
        using var server = new FakeSmtpServer(("EHLO", "250-fake\r\n250 AUTH GSSAPI XOAUTH2"));
        Reported(await SendAsync(server, To(server) with { User = "butler", Password = Password }))
            .ShouldBe("later: the server offers neither AUTH PLAIN nor LOGIN, but: GSSAPI XOAUTH2");
    }

    [Fact]
    public async Task Where_STARTTLS_is_not_offered_nothing_is_sent_unsecured()
    {
        using var server = new FakeSmtpServer();
        Reported(await SendAsync(server, To(server) with { Security = SmtpSecurity.StartTls, User = "butler", Password = Password }))
            .ShouldBe("later: the server does not offer STARTTLS, and nothing is sent unsecured");
        server.Heard.ShouldBe(["EHLO [127.0.0.1]"], Case.Sensitive);
    }

    [Fact]
    public async Task A_refusal_of_STARTTLS_is_no_reason_to_go_on_without()
    {
        using var server = new FakeSmtpServer(("EHLO", "250-fake\r\n250 STARTTLS"), ("STARTTLS", "454 4.7.0 not now"));
        Reported(await SendAsync(server, To(server) with { Security = SmtpSecurity.StartTls }))
            .ShouldBe("again: STARTTLS was answered 454 4.7.0 not now");
        server.Heard.ShouldBe(["EHLO [127.0.0.1]", "STARTTLS"]);
    }

    [Fact]
    public async Task What_was_sent_in_clear_after_the_reply_to_STARTTLS_is_not_taken_for_secured()
    {
        using var server = new FakeSmtpServer(("EHLO", "250-fake\r\n250 STARTTLS"), ("STARTTLS", "220 go on\r\n250 injected"));
        Reported(await SendAsync(server, To(server) with { Security = SmtpSecurity.StartTls }))
            .ShouldBe("again: the server sent more after its reply to STARTTLS than TLS");
    }

    [Fact]
    public async Task A_mail_larger_than_the_server_takes_is_not_begun()
    {
        using var server = new FakeSmtpServer(("EHLO", "250-fake\r\n250 SIZE 500"));
        Reported(await SendAsync(server)).ShouldMatch(@"^refused: the server takes mails of at most 500 bytes, and this one has \d+$");
        server.Heard.ShouldNotContain(line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_that_breaks_within_the_mail_leaves_no_doubt()
    {
        using var server = new FakeSmtpServer(("EHLO", "250 fake")) { CloseAfterBytes = 100 };
        var outcome = (await SendAsync(server, mail: Sample with { Html = new string('x', 5_000_000) }))
            .ShouldBeOfType<DeliveryOutcome.TryAgain>();
        outcome.MaybeArrived.ShouldBeFalse();
        outcome.Reason.ShouldContain("the mail itself");
    }

    [Theory]
    [InlineData(FakeSmtpServer.Close, "again, maybe arrived: the server closed the connection at the mail itself")]
    [InlineData("451 4.3.0 try again", "again: the mail itself was answered 451 4.3.0 try again")]
    [InlineData("554 5.7.1 spam", "refused: the mail itself was answered 554 5.7.1 spam")]
    public async Task A_large_mail_is_in_doubt_only_from_its_last_dot_to_the_answer(string reply, string outcome)
    {
        using var server = new FakeSmtpServer(("EHLO", "250 fake"), (".", reply));
        Reported(await SendAsync(server, mail: Sample with { Html = string.Concat(Enumerable.Repeat(".a line\n", 100_000)) }))
            .ShouldBe(outcome);
        server.Heard.Count(line => line == "..a line").ShouldBe(100_000);
    }

    [Fact]
    public async Task After_a_refusal_the_connection_is_ended_in_order()
    {
        using var server = new FakeSmtpServer(("RCPT", "550 5.1.1 no such user"), ("RSET", "250 2.0.0 forgotten"));
        Reported(await SendAsync(server)).ShouldBe("refused: RCPT TO was answered 550 5.1.1 no such user");
        await Eventually.TrueAsync(() => server.Heard[^1] == "QUIT", "the client says good-bye");
        server.Heard.Skip(2).ShouldBe(["RCPT TO:<ops@example.com>", "RSET", "QUIT"]);
    }

    [Theory]
    [InlineData("a line of 100 KB", "again: the connection was answered with more than 16384 bytes")]
    [InlineData("10 MB of lines", "again: the connection was answered with more than 16384 bytes")]
    public async Task A_reply_without_bounds_is_cut_off(string what, string outcome)
    {
        var banner = what == "a line of 100 KB"
            ? "220 " + new string('x', 100_000)
            : string.Concat(Enumerable.Repeat($"220-{new string('x', 990)}\r\n", 10_000));
        using var server = new FakeSmtpServer(("greeting", banner));
        Reported(await SendAsync(server)).ShouldBe(outcome);
    }

    [Theory]
    [InlineData("greeting", "again: no answer to the connection within 10 s")]
    [InlineData("EHLO", "again: no answer to EHLO within 10 s")]
    [InlineData("RCPT", "again: no answer to RCPT TO within 10 s")]
    [InlineData(".", "again, maybe arrived: no answer to the mail itself within 25 s")]
    [InlineData("QUIT", "sent: 250 2.0.0 taken")]
    public async Task A_server_that_does_not_answer_is_not_waited_for_longer_than_its_time(string step, string outcome)
    {
        var time = new FakeTime();
        using var server = new FakeSmtpServer((step, FakeSmtpServer.Silence));
        Reported(await SendWhileTimePassesAsync(server, time)).ShouldBe(outcome);
    }

    [Fact]
    public async Task A_server_that_is_slow_at_every_step_ends_within_the_lease()
    {
        SmtpTransport.Timeout.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        var time = new FakeTime();
        using var server = new FakeSmtpServer { BeforeReply = _ => Task.Delay(TimeSpan.FromSeconds(9), time) };
        Reported(await SendWhileTimePassesAsync(server, time)).ShouldBe("again, maybe arrived: not sent within 50 s");
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_no_outcome()
    {
        using var server = new FakeSmtpServer(("RCPT", FakeSmtpServer.Silence));
        using var stopping = new CancellationTokenSource();
        var sending = new SmtpTransport(TimeProvider.System).SendAsync(To(server), Sample, stopping.Token);
        await Eventually.TrueAsync(() => server.Heard.Count == 3, "the recipient was named");
        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sending);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again()
    {
        var server = new FakeSmtpServer();
        var to = To(server);
        server.Dispose();
        Reported(await new SmtpTransport(TimeProvider.System).SendAsync(to, Sample, CancellationToken.None))
            .ShouldStartWith("again: not reached: ");
        Reported(await new SmtpTransport(TimeProvider.System).SendAsync(to with { Host = "" }, Sample, CancellationToken.None))
            .ShouldStartWith("later: the server's name is not the name of a host");
    }

    [Fact]
    public async Task An_authority_that_cannot_be_read_is_an_operators_matter()
    {
        using var server = new FakeSmtpServer();
        Reported(await SendAsync(server, To(server) with { Ca = "/nowhere/ca.pem" }))
            .ShouldStartWith("later: the authorities to trust cannot be read");
        server.Heard.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ops@example.com\r\nRCPT TO:<all@example.com>", "the recipient holds control characters")]
    [InlineData("\"a\r\nb\"@example.com", "the recipient holds control characters")]
    [InlineData("nobody", "the recipient is not an e-mail address")]
    [InlineData(
        "a@example.com, b@example.com",
        "the recipient is not an e-mail address: exactly one is expected; put a name that holds a comma in double quotes")]
    [InlineData("a b@example.com", "the recipient is not an e-mail address")]
    [InlineData("a>b@example.com", "the recipient is not an e-mail address")]
    [InlineData(
        "jörg@example.com",
        "the server takes no addresses with letters beyond ASCII before the at sign (it does not offer SMTPUTF8)")]
    public async Task An_address_that_cannot_be_written_to_is_refused(string to, string reason)
    {
        using var server = new FakeSmtpServer();
        (await SendAsync(server, mail: Sample with { To = to })).ShouldBe(new DeliveryOutcome.Refused(reason));
        server.Heard.ShouldNotContain(line => line.StartsWith("RCPT", StringComparison.Ordinal));
    }

    private static Task<DeliveryOutcome> SendAsync(FakeSmtpServer server, SmtpServer? to = null, Mail? mail = null) =>
        new SmtpTransport(TimeProvider.System).SendAsync(to ?? To(server), mail ?? Sample, TestContext.Current.CancellationToken);

    private static async Task<DeliveryOutcome> SendWhileTimePassesAsync(FakeSmtpServer server, FakeTime time)
    {
        var sending = new SmtpTransport(time).SendAsync(To(server), Sample, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            () =>
            {
                // Otherwise a busy machine would let the time for an answer pass that is on its way.
                if (server.Held > 0)
                {
                    time.Advance(TimeSpan.FromSeconds(0.25));
                }

                return sending.IsCompleted;
            },
            "the sending ends");
        return await sending;
    }

    internal static SmtpServer To(FakeSmtpServer server) => new() { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None };

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    internal static string Reported(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Sent sent => $"sent: {sent.Answer}",
        DeliveryOutcome.Refused refused => $"refused: {refused.Reason}",
        DeliveryOutcome.TryAgain { RetryAfter: null } again => $"again{(again.MaybeArrived ? ", maybe arrived" : "")}: {again.Reason}",
        DeliveryOutcome.TryAgain again when again.RetryAfter == SmtpTransport.OperatorPause => $"later: {again.Reason}",
        _ => outcome.ToString(),
    };
}
