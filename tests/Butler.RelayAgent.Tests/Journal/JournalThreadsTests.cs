using Butler.RelayAgent.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Journal;

public sealed class JournalThreadsTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("butler-threads-").FullName;

    [Fact]
    public async Task Appending_reading_acknowledging_and_syncing_at_once_lose_nothing()
    {
        const int Count = 20_000;
        using var directory = JournalDirectory.Take(path);
        using var run = new JournalRun(directory, new JournalLimits(50_000_000, 5_000));
        using var syncer = new JournalSyncer(
            run.Journal, TimeSpan.FromMilliseconds(1), TimeProvider.System, NullLogger<JournalSyncer>.Instance);
        syncer.Start();
        var appending = Task.Run(() =>
        {
            for (var i = 0; i < Count; i++)
            {
                run.Append($"datagram {i}");
            }
        });

        var read = new List<string>();
        while (read.Count < Count)
        {
            await run.Journal.Arrived.WaitAsync(TestContext.Current.CancellationToken);
            foreach (var (sequence, text) in run.ReadAll())
            {
                read.Add(text);
                run.Journal.Acknowledge(sequence);
            }
        }

        await appending;
        syncer.Stop();
        read.ShouldBe(Enumerable.Range(0, Count).Select(i => $"datagram {i}"));
        run.Journal.Waiting.ShouldBe(0);
        Directory.GetFiles(path, "*.segment").ShouldHaveSingleItem();
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
