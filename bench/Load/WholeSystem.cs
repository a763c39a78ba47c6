using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Butler.Benchmarks.Load;

/// <summary>A <c>butler up</c> with a webhook at its end.</summary>
internal sealed partial class WholeSystem : IAsyncDisposable
{
    private readonly Process process;
    private readonly string data;

    private WholeSystem(Process process, string data, IPEndPoint udp)
    {
        (this.process, this.data, Udp) = (process, data, udp);
    }

    public IPEndPoint Udp { get; }

    public static Task<WholeSystem> StartAsync(string repository, Uri webhook) => StartAsync(repository, $$"""
        channels: { hook: { type: webhook, url: "{{webhook}}" } }
        routes: [{ name: all, on: "sense.*", send: [{ channel: hook }] }]
        """);

    /// <summary>Starts with a configuration.</summary>
    public static async Task<WholeSystem> StartAsync(string repository, string text)
    {
        var data = Directory.CreateTempSubdirectory("butler-bench-").FullName;
        var configuration = Path.Combine(data, "butler.yaml");
        await File.WriteAllTextAsync(configuration, text);
        var up = new TaskCompletionSource<IPEndPoint>();
        var process = Processes.Start(
            Path.Combine(repository, "artifacts", "bin", "Butler.Cli", "release", "butler"),
            ["up", "--http", "0", "--udp", "0", "--servicebus", "0", "--data", data, "--config", configuration, "--no-simulator"],
            new Dictionary<string, string>(),
            line =>
            {
                if (UpLine().Match(line) is { Success: true } match)
                {
                    up.TrySetResult(IPEndPoint.Parse(match.Groups[1].Value));
                }
            });
        return new WholeSystem(process, data, await up.Task.WaitAsync(TimeSpan.FromSeconds(120)));
    }

    /// <summary>The process ids by part: butler itself (emulator and host), functions, relay, azurite.</summary>
    public Dictionary<string, int> Pids()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "up.json")));
        var pids = json.RootElement.GetProperty("processes").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
        pids["butler"] = process.Id;
        return pids;
    }

    public async ValueTask DisposeAsync()
    {
        using (var end = Process.Start("kill", [$"{process.Id}"]))
        {
            await end.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(data, recursive: true);
    }

    [GeneratedRegex(@"^butler is up http=\S+ udp=(\S+) servicebus=\S+$")]
    private static partial Regex UpLine();
}
