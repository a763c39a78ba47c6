using Butler.RelayAgent.Journal;

namespace Butler.RelayAgent.Tests.Journal;

public sealed class JournalDirectoryTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("butler-journal-").FullName;

    [Fact]
    public void Two_relays_cannot_share_a_directory()
    {
        using var first = JournalDirectory.Take(path);

        Should.Throw<IOException>(() => JournalDirectory.Take(path)).Message
            .ShouldStartWith($"Another relay uses the journal's directory {path}; each relay needs its own.");
    }

    [Fact]
    public void The_journal_works_on_a_real_disk()
    {
        using (var directory = JournalDirectory.Take(path))
        using (var run = new JournalRun(directory))
        {
            for (var i = 0; i < 50; i++)
            {
                run.Append($"datagram {i}");
            }

            run.Journal.Acknowledge(40);
            run.Journal.Sync();
        }

        using var again = JournalDirectory.Take(path);
        using var second = new JournalRun(again);
        second.ReadAll().Select(record => record.Text).ShouldBe(Enumerable.Range(40, 10).Select(i => $"datagram {i}"));
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(path, "file");
        File.WriteAllText(file, "");

        Should.Throw<IOException>(() => JournalDirectory.Take(Path.Combine(file, "journal"))).Message
            .ShouldStartWith($"The journal's directory {Path.Combine(file, "journal")} cannot be made: ");
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
