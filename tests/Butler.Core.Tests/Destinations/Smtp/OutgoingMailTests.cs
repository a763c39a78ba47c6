using System.Text;
using System.Text.RegularExpressions;
using Butler.Core.Destinations.Smtp;
using FsCheck;
using FsCheck.Fluent;
using MimeKit;

namespace Butler.Core.Tests.Destinations.Smtp;

public sealed class OutgoingMailTests
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
    [InlineData("Reload of \"Sales\" failed", "Reload of \"Sales\" failed")]
    [InlineData("", "")]
    [InlineData("a\r\nBcc: all@example.com", "a  Bcc: all@example.com")]
    [InlineData("=?utf-8?B?YQ==?=", "=?utf-8?B?YQ==?=")]
    [InlineData("Failed: 😀", "Failed: 😀")]
    [InlineData(
        "=? and 😀 a text that is longer than one encoded word can be",
        "=? and 😀 a text that is longer than one encoded word can be")]
    [InlineData("two  blanks", "two  blanks")]
    [InlineData("one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen")]
    public void A_subject_means_what_it_says(string subject, string read)
    {
        var mail = Read(Sample with { Subject = subject });
        mail.Subject.ShouldBe(read);
        mail.Bcc.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ops@example.com", "", "ops@example.com")]
    [InlineData("Ops <ops@example.com>", "Ops", "ops@example.com")]
    [InlineData("\"Sense, Ops\" <ops@example.com>", "Sense, Ops", "ops@example.com")]
    [InlineData("\"a \\\"b\\\"\" <ops@example.com>", "a \"b\"", "ops@example.com")]
    [InlineData("Åsa <ops@example.com>", "Åsa", "ops@example.com")]
    [InlineData("Ops <ops@bücher.example>", "Ops", "ops@xn--bcher-kva.example")]
    [InlineData("\"john doe\"@example.com", "", "\"john doe\"@example.com")]
    public void An_address_goes_out_with_its_name(string from, string name, string address)
    {
        Write(Sample with { From = from }).Split("\r\n")[0].ShouldContain(address);
        var read = Read(Sample with { From = from }).From.Mailboxes.ShouldHaveSingleItem();
        (read.Name ?? "", read.GetAddress(idnEncode: true)).ShouldBe((name, address));
    }

    [Fact]
    public void Letters_beyond_ASCII_before_the_at_sign_are_written_as_they_are() =>
        Write(Sample with { To = "Jörg <jörg@example.com>" }).ShouldContain("<jörg@example.com>\r\n");

    [Theory]
    [InlineData("low", "X-Priority: 5 (Lowest)\r\nX-MSMail-Priority: Low\r\nImportance: low\r\n")]
    [InlineData("high", "X-Priority: 1 (Highest)\r\nX-MSMail-Priority: High\r\nImportance: high\r\n")]
    public void A_priority_is_told_in_all_three_ways(string priority, string headers) =>
        Write(Sample with { Priority = priority }).ShouldContain(headers);

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
            var (head, body) = (mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)],
                mail[(mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
            mail.ShouldAllBe(c => (c >= ' ' && c <= '~') || c == '\r' || c == '\n' || c == '\t');
            mail.Split("\r\n").ShouldAllBe(line => line.Length <= 998 && !line.Contains('\n') && !line.Contains('\r'));
            head.Split("\r\n").ShouldAllBe(line => line.StartsWith(' ') || Regex.IsMatch(line, "^[A-Za-z-]+: ?"));
            head.Split("\r\n").Count(line => line.StartsWith("X-Butler-", StringComparison.Ordinal)).ShouldBe(1);

            // MimeKit may write one character more than the 76 of RFC 2045; RFC 5322 allows 998 and recommends 78.
            body.Split("\r\n").ShouldAllBe(line => line.Length <= 78);
            Decode(body).ShouldBe(text.Get.Length > 0 ? Normal(text.Get) : "\r\n");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static readonly Mail Sample = new()
    {
        DeliveryId = "d1",
        From = "no-reply@example.com",
        To = "ops@example.com",
        Subject = "s",
        Text = "t",
        Html = "h",
    };

    private static string Write(Mail mail)
    {
        Mailbox.TryParse(mail.From, out var from, out var problem).ShouldBeTrue(problem);
        Mailbox.TryParse(mail.To, out var to, out problem).ShouldBeTrue(problem);
        var outgoing = new OutgoingMail(mail, from!, to!, Time);
        using var output = new MemoryStream();
        outgoing.Message.WriteTo(outgoing.Format, output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static MimeMessage Read(Mail mail)
    {
        using var written = new MemoryStream(Encoding.UTF8.GetBytes(Write(mail)));
        return MimeMessage.Load(written, TestContext.Current.CancellationToken);
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
