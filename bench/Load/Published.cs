using System.Diagnostics;

namespace Butler.Benchmarks.Load;

/// <summary>The programs as they are shipped, published once for the measurement.</summary>
internal sealed class Published
{
    private Published(string root)
    {
        Relay = Path.Combine(root, "relay", "butler-relay");
        Functions = Path.Combine(root, "functions", "butler-functions");
    }

    /// <summary>The relay: trimmed, self-contained, one file.</summary>
    public string Relay { get; }

    /// <summary>The function app: ready-to-run, self-contained.</summary>
    public string Functions { get; }

    public static async Task<Published> MakeAsync(string repository)
    {
        var root = Path.Combine(repository, "artifacts", "measured");
        await PublishAsync(repository, "relay-agent", Path.Combine(root, "relay"));
        await PublishAsync(repository, "functions", Path.Combine(root, "functions"), "--self-contained", "-p:PublishReadyToRun=true");
        return new Published(root);
    }

    private static async Task PublishAsync(string repository, string project, string output, params string[] more)
    {
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-r", "linux-x64", "-o", output, "-v", "quiet", .. more])
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
