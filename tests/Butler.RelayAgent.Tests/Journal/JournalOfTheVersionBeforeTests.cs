using System.Globalization;
using System.Text;
using Butler.RelayAgent.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Journal;

/// <summary>
/// A relay that is upgraded forwards what the version before has journaled: the folders in <c>Data</c> were written by it.
/// </summary>
public sealed class JournalOfTheVersionBeforeTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("butler-journal-").FullName;

    [Theory]
    [InlineData("before-the-capabilities")]
    public void What_waits_in_it_is_read(string version)
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf($"tests/Butler.RelayAgent.Tests/Journal/Data/{version}")))
        {
            File.Copy(file, Path.Combine(path, Path.GetFileName(file)));
        }

        using var directory = JournalDirectory.Take(path);
        using var journal = DatagramJournal.Open(
            directory, new JournalLimits(MaxBytes: 1_000_000, SegmentBytes: 100_000), new Random(7), NullLogger<DatagramJournal>.Instance);
        using var reader = new JournalReader(journal);
        journal.Waiting.ShouldBe(5);

        var records = new List<JournalRecord>();
        reader.Read(records, 10);

        records.Select(r => (r.Sequence, r.Received.Date, r.Sender.Address.ToString(), Encoding.UTF8.GetString(r.Datagram.Span))).ShouldBe(
            Enumerable.Range(0, 5).Select(i => ((long)i + 1, new DateTime(2026, 11, 26), "127.0.0.1", Datagram(i))));
    }

    public void Dispose() => Directory.Delete(path, recursive: true);

    private static string Datagram(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $@"/scheduler-task-failed/;qsprod02;Reload of Margin Cockpit;Margin Cockpit;FABRIKAM\svc_reload;"
        + $"0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;"
        + $"2031-03-14 04:12:07,318;WARN;00000000-0000-4000-8000-00000000000{number};Max retries reached, Försäljning");
}
