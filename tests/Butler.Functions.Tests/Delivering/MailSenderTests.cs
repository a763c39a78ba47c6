using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Email;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

public sealed class MailSenderTests : IDisposable
{
    private const string Key = "SG.s3cr3t-api-key";
    private readonly FakeTime time = new();
    private readonly HttpTransport http;

    public MailSenderTests() => http = new HttpTransport(time);

    private static readonly ChannelMessage.Mail Message = new()
    {
        From = "\"Qlik Sense, Åre\" <no-reply@bücher.example>",
        To = "ops@example.com",
        Subject = "Failed: \"Säljrapport\" \U0001F6A8\r\nBcc: all@example.com",
        Html = "<p>Det gick inte</p>",
        Text = "Det gick inte",
        Priority = "high",
    };

    [Fact]
    public async Task SendGrid_gets_a_mail_as_its_documentation_asks()
    {
        using var sink = new HttpSink(_ => 202);
        (await BySendGridAsync(sink, Message)).ShouldBe(new DeliveryOutcome.Sent("202"));

        var request = sink.Requests.ShouldHaveSingleItem();
        (request.Method, request.PathAndQuery, request.Headers["Authorization"], request.Headers["Content-Type"])
            .ShouldBe(("POST", "/hook/v3/mail/send", $"Bearer {Key}", "application/json"));
        Rules(request.Body).ShouldBeEmpty();
        Repository.ShouldMatch(
            "tests/Butler.Functions.Tests/Delivering/Expected/sendgrid.json",
            JsonNode.Parse(request.Body)!.ToJsonString(Repository.Indented) + "\n");
    }

    [Theory]
    [InlineData("", "<p>x</p>", "text/html")]
    [InlineData("x", "", "text/plain")]
    [InlineData("", "", "text/plain")]
    public async Task What_is_empty_is_left_out_for_SendGrid_refuses_it(string text, string html, string type)
    {
        using var sink = new HttpSink(_ => 202);
        await BySendGridAsync(
            sink, Message with { Text = text, Html = html, Subject = " \r\n", From = "a@example.com", Priority = "normal" });
        var body = sink.Requests.ShouldHaveSingleItem().Body;
        Rules(body).ShouldBeEmpty();
        JsonNode.Parse(body)!["content"]!.AsArray().Select(part => part!["type"]!.GetValue<string>()).ShouldBe([type]);
    }

    [Theory]
    [InlineData(400, "refused")]
    [InlineData(401, "refused")]
    [InlineData(403, "refused")]
    [InlineData(413, "refused")]
    [InlineData(429, "again")]
    [InlineData(500, "again")]
    [InlineData(503, "again")]
    public async Task What_SendGrid_refuses_is_told_with_its_reason_and_without_the_key(int status, string outcome)
    {
        using var sink = new HttpSink(_ => status)
        {
            Body = $$"""{"errors":[{"message":"The key {{Key}} is bad","field":null,"help":null}]}""",
        };
        var told = await BySendGridAsync(sink, Message);
        var reason = outcome == "refused"
            ? told.ShouldBeOfType<DeliveryOutcome.Refused>().Reason
            : told.ShouldBeOfType<DeliveryOutcome.TryAgain>().Reason;
        reason.ShouldContain("\"message\":\"The key *** is bad\"");
        reason.ShouldStartWith(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"answered {status} "));
    }

    [Fact]
    public async Task A_limit_of_SendGrid_is_waited_for()
    {
        using var sink = new HttpSink(_ => 429);
        sink.Headers["X-RateLimit-Reset"] = time.GetUtcNow().AddSeconds(90).ToUnixTimeSeconds()
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        (await BySendGridAsync(sink, Message)).ShouldBeOfType<DeliveryOutcome.TryAgain>().RetryAfter!.Value.TotalSeconds
            .ShouldBeInRange(89, 90);
        sink.Headers["X-RateLimit-Reset"] = "9223372036854775807";
        (await BySendGridAsync(sink, Message)).ShouldBeOfType<DeliveryOutcome.TryAgain>().RetryAfter.ShouldBeNull();
    }

    [Fact]
    public async Task A_mail_larger_than_SendGrid_takes_is_not_sent()
    {
        using var sink = new HttpSink(_ => 202);
        (await BySendGridAsync(sink, Message with { Html = new string('x', 30_000_000) })).ShouldBeOfType<DeliveryOutcome.Refused>().Reason
            .ShouldStartWith("SendGrid accepts mails of at most");
        (await BySendGridAsync(sink, Message with { To = "nobody" })).ShouldBe(
            new DeliveryOutcome.Refused("the recipient is not an e-mail address"));
        sink.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeat_has_the_same_id_and_says_that_it_is_one()
    {
        using var sink = new HttpSink(_ => 202);
        await BySendGridAsync(sink, Message);
        await BySendGridAsync(sink, Message, possibleDuplicate: true);
        var headers = sink.Requests.Select(request => JsonNode.Parse(request.Body)!["headers"]!.AsObject()).ToList();
        headers.Select(h => h["Message-ID"]!.GetValue<string>()).Distinct().ShouldBe(["<d1@xn--bcher-kva.example>"]);
        headers.Select(h => h["X-Butler-Possible-Duplicate"]?.GetValue<string>()).ShouldBe([null, "true"]);
    }

    [Fact]
    public async Task An_SMTP_server_gets_the_same()
    {
        using var server = await MailServer.StartAsync(new JsonObject { ["user"] = "butler", ["password"] = "s3cr3t-password" });
        var smtp = new SmtpServer
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Security = SmtpSecurity.None,
            User = "butler",
            Password = "s3cr3t-password",
        };
        (await SendAsync(new EmailOptions { Smtp = smtp }, Message, possibleDuplicate: true))
            .ShouldBe(new DeliveryOutcome.Sent("250 2.0.0 taken as ABC123"));
        var mail = await server.OneAsync();
        mail.GetProperty("subject").GetString().ShouldBe("Failed: \"Säljrapport\" \U0001F6A8  Bcc: all@example.com");
        mail.GetProperty("text").GetString().ShouldBe("Det gick inte");
        mail.GetProperty("html").GetString().ShouldBe("<p>Det gick inte</p>");
        mail.GetProperty("messageId").GetString().ShouldBe("<d1@xn--bcher-kva.example>");
        mail.GetProperty("priority").GetString().ShouldBe("high");
        mail.GetProperty("headers").TryGetProperty("x-butler-possible-duplicate", out _).ShouldBeTrue();
    }

    public void Dispose() => http.Dispose();

    /// <summary>What is wrong with a request by the rules of SendGrid's documentation.</summary>
    private static List<string> Rules(string body)
    {
        var wrong = new List<string>();
        var mail = JsonDocument.Parse(body).RootElement;
        void Must(bool good, string rule)
        {
            if (!good)
            {
                wrong.Add(rule);
            }
        }

        string[] forbidden =
        [
            "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to", "from", "subject",
            "reply-to", "cc", "bcc",
        ];
        var content = mail.GetProperty("content").EnumerateArray().ToList();
        var people = mail.GetProperty("personalizations").EnumerateArray().SelectMany(p => p.GetProperty("to").EnumerateArray())
            .Select(to => to.GetProperty("email").GetString()!).ToList();
        Must(mail.GetProperty("personalizations").GetArrayLength() is >= 1 and <= 1000, "1 to 1000 personalizations");
        Must(
            people.Count is >= 1 and <= 1000 && people.Distinct(StringComparer.OrdinalIgnoreCase).Count() == people.Count,
            "each recipient once");
        Must(people.Append(mail.GetProperty("from").GetProperty("email").GetString()!).All(address =>
            address.All(char.IsAscii) && address.Contains('@')), "addresses in ASCII");
        Must(mail.GetProperty("subject").GetString()!.Length > 0, "a subject");
        Must(content.Count > 0 && content.All(part => part.GetProperty("value").GetString()!.Length > 0), "content that is not empty");
        Must(
            content.Select(part => part.GetProperty("type").GetString()).SequenceEqual(
                ((string[])["text/plain", "text/html"]).Where(type => content.Any(part => part.GetProperty("type").GetString() == type))),
            "plain text before HTML");
        Must(mail.GetProperty("headers").EnumerateObject().All(header => !forbidden.Contains(header.Name.ToLowerInvariant())
            && header.Value.GetString()!.All(c => c is >= ' ' and <= '~')), "headers that may be set");
        Must(Encoding.UTF8.GetByteCount(mail.GetProperty("custom_args").GetRawText()) < 10_000, "custom arguments below 10 000 bytes");
        return wrong;
    }

    private Task<DeliveryOutcome> BySendGridAsync(HttpSink sink, ChannelMessage.Mail message, bool possibleDuplicate = false) =>
        SendAsync(new EmailOptions { ApiKey = Key, SendGridUrl = sink.Url }, message, possibleDuplicate);

    private Task<DeliveryOutcome> SendAsync(EmailOptions options, ChannelMessage.Mail message, bool possibleDuplicate = false) =>
        new MailSender(new SendGridSender(http), new SmtpTransport(TimeProvider.System)).SendAsync(
            new SendRequest
            {
                Options = options,
                Message = message,
                Delivery = new DeliveryMessage
                {
                    Event = Sample.Event(),
                    Delivery = new PlannedDelivery { Id = "d1", Route = "r", Channel = "mail" },
                    Planned = Sample.Time,
                },
                PossibleDuplicate = possibleDuplicate,
            },
            message,
            TestContext.Current.CancellationToken);
}
