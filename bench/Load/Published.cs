using System.Diagnostics;

namespace Butler.Benchmarks.Load;

/// <summary>The programs as they are shipped, published once for the measurement.</summary>
internal sealed class Published
{
    private Published(string root)
    {
        Relay = Path.Combine(root, "relay-linux-x64", "butler-relay");
        Functions = Path.Combine(root, "functions", "butler-functions");
    }

    /// <summary>The relay: trimmed, self-contained, one file.</summary>
    public string Relay { get; }

    /// <summary>The function app: ready-to-run.</summary>
    public string Functions { get; }

    public static async Task<Published> MakeAsync(string repository)
    {
        var root = Path.Combine(repository, "artifacts", "measured");
        await RelayAsync(repository, "linux-x64");
        await PublishAsync(repository, "functions", "linux-x64", Path.Combine(root, "functions"));
        return new Published(root);
    }

    /// <summary>The build's butler with the relay and the function app as they are shipped.</summary>
    /// <returns>The program butler.</returns>
    public static async Task<string> SystemAsync(string repository)
    {
        var published = await MakeAsync(repository);
        var system = Path.Combine(repository, "artifacts", "measured", "system");
        if (Directory.Exists(system))
        {
            Directory.Delete(system, recursive: true);
        }

        Copy(Path.GetDirectoryName(WholeSystem.ButlerOf(repository))!, system);
        Copy(Path.GetDirectoryName(published.Functions)!, system);
        Copy(Path.GetDirectoryName(published.Relay)!, Path.Combine(system, "relay"));
        return Path.Combine(system, "butler");
    }

    /// <summary>Publishes the relay alone.</summary>
    /// <returns>The program.</returns>
    public static async Task<string> RelayAsync(string repository, string runtime)
    {
        var output = Path.Combine(repository, "artifacts", "measured", $"relay-{runtime}");
        await PublishAsync(repository, "relay-agent", runtime, output);
        return Path.Combine(output, runtime.StartsWith("win", StringComparison.Ordinal) ? "butler-relay.exe" : "butler-relay");
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    private static async Task PublishAsync(string repository, string project, string runtime, string output, params string[] more)
    {
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet", ["publish", project, "-c", "Release", "-r", runtime, "-o", output, "-v", "quiet", .. more])
        {
            WorkingDirectory = repository,
        })!;
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet publish {project} failed.");
        }
    }
}
