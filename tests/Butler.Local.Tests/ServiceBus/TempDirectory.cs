namespace Butler.Local.Tests.ServiceBus;

/// <summary>A directory of its own for one test.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("butler-test-").FullName;

    /// <summary>What a killed process would have left: all that it had given to the operating system.</summary>
    public TempDirectory AsIfKilled()
    {
        var copy = new TempDirectory();
        foreach (var file in Directory.EnumerateFiles(Path, "*.log"))
        {
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
