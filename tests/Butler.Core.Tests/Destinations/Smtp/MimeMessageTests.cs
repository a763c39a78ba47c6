using System.Text;
using System.Text.RegularExpressions;
using Butler.Core.Destinations.Smtp;
using Butler.Core.Destinations.Smtp.Mime;
using Butler.Core.Destinations.Smtp.Session;
using FsCheck;
using FsCheck.Fluent;

namespace Butler.Core.Tests.Destinations.Smtp;

public sealed class MimeMessageTests
{
    private static readonly DateTimeOffset Time = new(2031, 3, 14, 4, 12, 7, TimeSpan.FromHours(1));

    [Fact]
    public void A_mail_is_text_and_html_in_seven_bits() => Repository.ShouldMatch(
        "tests/Butler.Core.Tests/Destinations/Smtp/Expected/mail.eml",
        Write(new Mail
        {
            DeliveryId = "0123456789abcdef",
            From = "Qlik Sense <no-reply@example.com>",
            To = "ops@example.com",
            Subject = "Failed: \"Säljrapport\" \U0001F6A8 after 00:01:02",
            Text = "Åtgärd krävs:\n.dot\nlast \n\u00e9\ttab \tend\t\n",
            Html = "<p class=\"x\">" + string.Concat(Enumerable.Repeat("ett långt stycke ", 12)) + "</p>",
            Priority = "high",
            PossibleDuplicate = true,
        }).Replace("\r\n", "\n", StringComparison.Ordinal));

    [Theory]
    [InlineData("Reload of \"Sales\" failed", "Subject: Reload of \"Sales\" failed")]
    [InlineData("", "Subject: ")]
    [InlineData("a\r\nBcc: all@example.com", "Subject: =?utf-8?B?YSAgQmNjOiBhbGxAZXhhbXBsZS5jb20=?=")]
    [InlineData("=?utf-8?B?YQ==?=", "Subject: =?utf-8?B?PT91dGYtOD9CP1lRPT0/PQ==?=")]
    [InlineData("Failed: 😀", "Subject: =?utf-8?B?RmFpbGVkOiDwn5iA?=")]
    [InlineData("one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
        "Subject: one two three four five six seven eight nine ten eleven twelve\r\n thirteen fourteen")]
    public void A_subject_means_what_it_says(string subject, string header) =>
        Write(Sample with { Subject = subject }).ShouldContain(header.TrimEnd() + (subject.Length == 0 ? " \r\n" : "\r\n"));

    [Theory]
    [InlineData("ops@example.com", "From: ops@example.com")]
    [InlineData("Ops <ops@example.com>", "From: \"Ops\" <ops@example.com>")]
    [InlineData("\"Sense, Ops\" <ops@example.com>", "From: \"Sense, Ops\" <ops@example.com>")]
    [InlineData("\"a \\\"b\\\"\" <ops@example.com>", "From: \"a \\\"b\\\"\" <ops@example.com>")]
    [InlineData("Åsa <ops@example.com>", "From: =?utf-8?B?w4VzYQ==?= <ops@example.com>")]
    [InlineData("Ops <ops@bücher.example>", "From: \"Ops\" <ops@xn--bcher-kva.example>")]
    [InlineData("\"john doe\"@example.com", "From: \"john doe\"@example.com")]
    public void An_address_goes_out_with_its_name(string from, string header) => Write(Sample with { From = from }).ShouldStartWith(header + "\r\n");

    [Theory]
    [InlineData("low", "X-Priority: 5 (Lowest)\r\nX-MSMail-Priority: Low\r\nImportance: low\r\n")]
    [InlineData("high", "X-Priority: 1 (Highest)\r\nX-MSMail-Priority: High\r\nImportance: high\r\n")]
    public void A_priority_is_told_in_all_three_ways(string priority, string headers) => Write(Sample with { Priority = priority }).ShouldContain(headers);

    [Fact]
    public void Normal_priority_needs_no_words() => Write(Sample).ShouldNotContain("Priority");

    [Fact]
    public void The_message_id_is_the_deliverys_and_so_the_same_at_every_attempt()
    {
        Write(Sample).ShouldContain("Message-ID: <d1@example.com>\r\n");
        Write(Sample with { PossibleDuplicate = true }).ShouldContain("Message-ID: <d1@example.com>\r\n");
        Write(Sample with { DeliveryId = "a>\r\nX: y" }).ShouldMatch("Message-ID: <[0-9a-f]{64}@example\\.com>\r\n");
    }

    [Theory]
    [InlineData("", "text", "text/plain")]
    [InlineData("<p>", "", "text/html")]
    [InlineData("", "", "text/plain")]
    public void A_mail_with_one_body_has_one_part(string html, string text, string type)
    {
        var mail = Write(Sample with { Html = html, Text = text });
        mail.ShouldNotContain("multipart");
        mail.ShouldContain($"Content-Type: {type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{html}{text}");
    }

    [Fact]
    public void Any_text_survives_and_no_line_is_too_long() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        ArbMap.Default.ArbFor<NonNull<string>>(),
        (subject, text) =>
        {
            var mail = Write(Sample with { Subject = subject.Get, Text = text.Get, Html = "" });
            var (head, body) = (mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)], mail[(mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
            mail.ShouldAllBe(c => (c >= ' ' && c <= '~') || c == '\r' || c == '\n' || c == '\t');
            mail.Split("\r\n").ShouldAllBe(line => line.Length <= 76 && !line.Contains('\n') && !line.Contains('\r'));
            head.Split("\r\n").ShouldAllBe(line => line.StartsWith(' ') || Regex.IsMatch(line, "^[A-Za-z-]+: ?"));
            head.Split("\r\n").Count(line => line.StartsWith("X-Butler-", StringComparison.Ordinal)).ShouldBe(1);
            Decode(body).ShouldBe(Normal(text.Get) + "\r\n");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("a\r\nb", "a\r\nb\r\n")]
    [InlineData("a\nb\rc\r\n", "a\r\nb\r\nc\r\n")]
    [InlineData(".\r\n.a\r\nb.\r\n..", "..\r\n..a\r\nb.\r\n...\r\n")]
    [InlineData("a\n.\nb", "a\r\n..\r\nb\r\n")]
    [InlineData("a\r.\rb", "a\r\n..\r\nb\r\n")]
    [InlineData("\r\n\r\n", "\r\n\r\n")]
    [InlineData("", "")]
    public void No_line_of_a_mail_can_end_it(string message, string wire) =>
        Encoding.ASCII.GetString(DotStuffing.Of(Encoding.ASCII.GetBytes(message)).Span).ShouldBe(wire);

    private static readonly Mail Sample = new() { DeliveryId = "d1", From = "no-reply@example.com", To = "ops@example.com", Subject = "s", Text = "t", Html = "h" };

    private static string Write(Mail mail)
    {
        Mailbox.TryParse(mail.From, out var from, out var problem).ShouldBeTrue(problem);
        Mailbox.TryParse(mail.To, out var to, out problem).ShouldBeTrue(problem);
        return Encoding.UTF8.GetString(MimeMessage.Write(mail, from!, to!, Time).Span);
    }

    private static string Normal(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Regex.Replace(text, "\r\n|\r|\n", "\r\n")));

    private static string Decode(string body)
    {
        var joined = body.Replace("=\r\n", "", StringComparison.Ordinal);
        var bytes = new List<byte>();
        for (var i = 0; i < joined.Length; i++)
        {
            bytes.Add(joined[i] == '=' ? Convert.ToByte(joined.Substring((i += 2) - 1, 2), 16) : (byte)joined[i]);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
