using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

/// <summary>
/// A server that others wrote, on a loopback port of its own with a folder of its own; a test is skipped where it is not installed.
/// </summary>
internal sealed class RealServer : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("butler-server-").FullName;
    private readonly Process process;

    private RealServer(string program, string package, Func<int, string, string[]> arguments)
    {
        Assert.SkipUnless(File.Exists(program), $"{program} is not installed (apt-get install {package})");
        var port = LoopbackPort.Tcp();
        Url = new Uri($"http://127.0.0.1:{port}");
        process = Process.Start(
            new ProcessStartInfo(program, arguments(port, directory)) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public Uri Url { get; }

    private HttpClient Http { get; } = new();

    /// <summary>InfluxDB 1.x.</summary>
    public static Task<RealServer> InfluxAsync(bool auth = false) =>
        StartAsync(new RealServer("/usr/bin/influxd", "influxdb", (port, directory) =>
    {
        var file = Path.Combine(directory, "influxdb.conf");
        File.WriteAllText(file, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{LoopbackPort.Tcp()}"
            [meta]
              dir = "{directory}/meta"
            [data]
              dir = "{directory}/data"
              wal-dir = "{directory}/wal"
            [http]
              bind-address = "127.0.0.1:{port}"
              auth-enabled = {(auth ? "true" : "false")}
            [monitor]
              store-enabled = false
            """);
        return ["-config", file];
    }));

    public static Task<RealServer> VictoriaMetricsAsync() => StartAsync(new RealServer(
        "/usr/bin/victoria-metrics", "victoria-metrics",
        (port, directory) => [$"-httpListenAddr=127.0.0.1:{port}", $"-storageDataPath={directory}/vm", "-search.latencyOffset=0s"]));

    /// <summary>Asks the server.</summary>
    public async Task<string> AskAsync(HttpMethod method, string pathAndQuery)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url, pathAndQuery));
        using var answer = await Http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Http.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private static async Task<RealServer> StartAsync(RealServer server)
    {
        await Eventually.TrueAsync(server.Answers, "the server listens");
        await Task.Yield();
        return server;
    }

    private bool Answers()
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, Url.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
