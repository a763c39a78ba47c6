using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Butler.Benchmarks.Load;

/// <summary>A <c>butler up</c>.</summary>
internal sealed partial class WholeSystem : IAsyncDisposable
{
    private readonly Process process;
    private readonly string data;

    private WholeSystem(Process process, string data, Uri http, IPEndPoint udp)
    {
        (this.process, this.data, Http, Udp) = (process, data, http, udp);
    }

    public Uri Http { get; }

    public IPEndPoint Udp { get; }

    /// <summary>Where the build of a repository has butler.</summary>
    public static string ButlerOf(string repository) => Path.Combine(repository, "artifacts", "bin", "Butler.Cli", "release", "butler");

    /// <summary>Starts with a configuration.</summary>
    /// <param name="butler">The program.</param>
    /// <param name="text">butler.yaml.</param>
    /// <param name="udp">The relay's port; 0: any.</param>
    /// <param name="relay">relay.yaml; null: a relay without a repository service.</param>
    /// <param name="simulator">Whether a simulated Sense runs too.</param>
    public static async Task<WholeSystem> StartAsync(
        string butler, string text, int udp = 0, string? relay = null, bool simulator = false)
    {
        var data = Directory.CreateTempSubdirectory("butler-bench-").FullName;
        var configuration = Path.Combine(data, "butler.yaml");
        await File.WriteAllTextAsync(configuration, text);
        var relayFile = Path.Combine(data, "relay-of-bench.yaml");
        await File.WriteAllTextAsync(relayFile, relay ?? "");
        var up = new TaskCompletionSource<(Uri, IPEndPoint)>();
        var process = Processes.Start(
            butler,
            [
                "up", "--http", "0", "--udp", udp.ToString(CultureInfo.InvariantCulture), "--servicebus", "0", "--data", data, "--config",
                configuration, .. simulator ? Array.Empty<string>() : ["--no-simulator"],
                .. relay is null ? Array.Empty<string>() : ["--relay-config", relayFile],
            ],
            new Dictionary<string, string>(),
            line =>
            {
                if (UpLine().Match(line) is { Success: true } match)
                {
                    up.TrySetResult((new Uri(match.Groups[1].Value), IPEndPoint.Parse(match.Groups[2].Value)));
                }
            });
        var (http, listening) = await up.Task.WaitAsync(TimeSpan.FromSeconds(120));
        return new WholeSystem(process, data, http, listening);
    }

    /// <summary>The process ids by part: butler itself (emulator and host), functions, relay, azurite.</summary>
    public Dictionary<string, int> Pids()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "up.json")));
        var pids = json.RootElement.GetProperty("processes").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
        pids["butler"] = process.Id;
        return pids;
    }

    /// <summary>Where the simulated Qlik Cloud listens.</summary>
    public Uri QlikCloud()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "up.json")));
        return new Uri(json.RootElement.GetProperty("qlikCloud").GetProperty("address").GetString()!);
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

    [GeneratedRegex(@"^butler is up http=(\S+) udp=(\S+) servicebus=\S+$")]
    private static partial Regex UpLine();
}
