using System.Text;
using BenchmarkDotNet.Attributes;
using Butler.Core.Destinations.Smtp;

namespace Butler.Benchmarks.Micro;

/// <summary>What a mail costs before it goes out, against the least that any way of writing it must do: its text as UTF-8.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class MailBenchmarks
{
    private static readonly DateTimeOffset Time = new(2031, 3, 14, 4, 12, 7, TimeSpan.Zero);
    private readonly Mailbox from = new("Qlik Sense", "no-reply", "example.com");
    private readonly Mailbox to = new("", "ops", "example.com");
    private Mail mail = null!;

    [GlobalSetup]
    public void Setup()
    {
        var row = "<tr><td style=\"padding: 4px\">2031-03-14 04:12:07</td><td>Ladda om försäljning: fält \"Belopp\" saknas</td></tr>\n";
        mail = new Mail
        {
            DeliveryId = new string('a', 64),
            From = "Qlik Sense <no-reply@example.com>",
            To = "ops@example.com",
            Subject = "Failed: \"Säljrapport\"",
            Html = string.Concat(Enumerable.Repeat(row, 250)),
            Text = string.Concat(Enumerable.Repeat("2031-03-14 04:12:07  Ladda om försäljning: fält \"Belopp\" saknas\n", 150)),
            Priority = "high",
        };
    }

    [Benchmark(Baseline = true, Description = "both texts as UTF-8")]
    public int Text() => Encoding.UTF8.GetBytes(mail.Html).Length + Encoding.UTF8.GetBytes(mail.Text).Length;

    [Benchmark(Description = "write the mail")]
    public long Write()
    {
        var outgoing = new OutgoingMail(mail, from, to, Time);
        using var output = new MemoryStream();
        outgoing.Message.WriteTo(outgoing.Format, output);
        return output.Length;
    }
}
