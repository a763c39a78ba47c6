using Butler.RelayAgent.Monitors.Version;

namespace Butler.RelayAgent.Tests.Monitors.Running;

public sealed class MonitorFileTests : IDisposable
{
    private static readonly VersionState State = new([new SeenVersion("systeminfo", "14.254.6", "November 2030")], ["14.1>14.254.6"]);

    private readonly MonitorBench bench = new();

    private string FilePath => Path.Combine(bench.Folder, "monitors", "version.json");

    [Fact]
    public void What_was_saved_is_there_after_a_restart()
    {
        var file = bench.Open("version", VersionJson.Default.VersionState);
        file.Value.ShouldBeNull();

        file.Save(State);

        var read = bench.Open("version", VersionJson.Default.VersionState).Value!;
        read.Seen.ShouldBe(State.Seen);
        read.Changes.ShouldBe(State.Changes);
        Directory.GetFiles(Path.GetDirectoryName(FilePath)!).ShouldBe([FilePath]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Seen\":[")]
    [InlineData("[1]")]
    [InlineData("\0\0\0")]
    public void A_damaged_file_is_logged_and_begins_anew(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, text);

        var file = bench.Open("version", VersionJson.Default.VersionState);

        file.Value.ShouldBeNull();
        bench.FileLog.Lines.ShouldHaveSingleItem().ShouldStartWith(
            $"Warning: What a monitor remembers cannot be read from {FilePath}, so it begins anew:");
        file.Save(State);
        bench.Open("version", VersionJson.Default.VersionState).Value.ShouldNotBeNull();
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_logged_and_its_value_holds_until_the_restart()
    {
        File.WriteAllText(Path.Combine(bench.Folder, "monitors"), "a file where the folder should be");
        var file = bench.Open("version", VersionJson.Default.VersionState);

        file.Save(State);

        file.Value.ShouldBe(State);
        bench.FileLog.Lines.ShouldHaveSingleItem().ShouldStartWith(
            $"Warning: What a monitor remembers could not be written to {FilePath}:");
    }

    public void Dispose() => bench.Dispose();
}
