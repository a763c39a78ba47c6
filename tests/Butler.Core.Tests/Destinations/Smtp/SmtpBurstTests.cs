using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using Butler.Tests;
using static Butler.Core.Tests.Destinations.Smtp.SmtpTransportTests;

namespace Butler.Core.Tests.Destinations.Smtp;

/// <summary>Mails at the same time share the connections to their server.</summary>
public sealed class SmtpBurstTests
{
    [Fact]
    public async Task A_burst_shares_few_connections_and_logs_in_once_on_each()
    {
        using var server = new FakeSmtpServer { BeforeReply = _ => Task.Delay(5) };
        var transport = new SmtpTransport(TimeProvider.System);
        var to = To(server) with { User = "butler", Password = "s3cr3t" };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            transport.SendAsync(to, Sample with { To = $"ops{i}@example.com" }, CancellationToken.None)));

        outcomes.ShouldAllBe(outcome => outcome == new DeliveryOutcome.Sent("250 2.0.0 taken"));
        server.Heard.Where(line => line.StartsWith("RCPT", StringComparison.Ordinal)).Order().ShouldBe(
            Enumerable.Range(0, 40).Select(i => $"RCPT TO:<ops{i}@example.com>").Order());
        Count("EHLO").ShouldBe(4);
        Count("AUTH").ShouldBe(4);
        Count("NOOP").ShouldBe(36);
        await Eventually.TrueAsync(() => Count("QUIT") == 4, "each connection ends in order");

        int Count(string verb) => server.Heard.Count(line => line.StartsWith(verb, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FakeSmtpServer.Close)]
    [InlineData("421 4.4.2 closing, too many mails")]
    public async Task Where_the_server_ends_the_connection_after_each_mail_the_next_one_gets_its_own(string reply)
    {
        using var server = new FakeSmtpServer(("NOOP", reply)) { BeforeReply = _ => Task.Delay(5) };
        var transport = new SmtpTransport(TimeProvider.System);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            transport.SendAsync(To(server), Sample with { To = $"ops{i}@example.com" }, CancellationToken.None)));

        outcomes.ShouldAllBe(outcome => outcome == new DeliveryOutcome.Sent("250 2.0.0 taken"));
        server.Heard.Count(line => line.StartsWith("EHLO", StringComparison.Ordinal)).ShouldBe(12);
        server.Heard.Count(line => line.StartsWith("RCPT", StringComparison.Ordinal)).ShouldBe(12);
    }

    [Fact]
    public async Task A_mail_that_is_refused_does_not_take_the_others_with_it()
    {
        using var server = new FakeSmtpServer(("RCPT TO:<ops3@example.com>", "550 5.1.1 no such user"))
        {
            BeforeReply = _ => Task.Delay(5),
        };
        var transport = new SmtpTransport(TimeProvider.System);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            transport.SendAsync(To(server), Sample with { To = $"ops{i}@example.com" }, CancellationToken.None)));

        outcomes.Select(Reported).ShouldBe(Enumerable.Range(0, 12).Select(i =>
            i == 3 ? "refused: RCPT TO was answered 550 5.1.1 no such user" : "sent: 250 2.0.0 taken"));
    }

    [Fact]
    public async Task A_mail_that_waits_too_long_for_a_connection_is_tried_again()
    {
        var time = new FakeTime();
        using var server = new FakeSmtpServer((".", FakeSmtpServer.Silence))
        {
            BeforeReply = step => step == "greeting" ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(7), time),
        };
        var transport = new SmtpTransport(time);
        var sending = Task.WhenAll(Enumerable.Range(0, SmtpPlaces.MaxConnections + 1).Select(i =>
            transport.SendAsync(To(server), Sample with { To = $"ops{i}@example.com" }, CancellationToken.None)));
        while (!sending.IsCompleted)
        {
            await Task.Delay(20);
            if (server.Held == SmtpPlaces.MaxConnections)
            {
                time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        (await sending).Select(Reported).Order().ShouldBe(
            [.. Enumerable.Repeat("again, maybe arrived: not sent within 50 s", 4), "again: not sent within 50 s"], ignoreOrder: true);
    }
}
