using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Butler.RelayAgent.Tests.Hosting;

/// <summary>The program as systemd starts it: its parent is a process of that name, which gives it a socket to tell how it is.</summary>
public sealed class SystemdTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("butler-systemd-").FullName;

    [Fact]
    public async Task It_hears_of_start_life_and_stop()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux's");
        using var systemd = Listen();
        using var parent = Start();
        var heard = new List<string>();
        await HearAsync("WATCHDOG=1");
        using var ended = Process.Start("kill", ["-TERM", await File.ReadAllTextAsync(At("pid"), TestContext.Current.CancellationToken)]);
        await parent.WaitForExitAsync(TestContext.Current.CancellationToken);
        await HearAsync("STATUS=Writing received datagrams to disk");

        parent.ExitCode.ShouldBe(0);
        heard.Where(line => line != "WATCHDOG=1").Order().ShouldBe(
            ["READY=1", heard.Single(line => line.StartsWith("STATUS=Listening on udp=127.0.0.1:", StringComparison.Ordinal)),
                "STATUS=Writing received datagrams to disk", "STOPPING=1"]);

        Task HearAsync(string wanted) => Eventually.TrueAsync(
            () =>
            {
                var buffer = new byte[500];
                while (systemd.Available > 0)
                {
                    heard.AddRange(
                        Encoding.UTF8.GetString(buffer, 0, systemd.Receive(buffer)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
                }

                return heard.Contains(wanted);
            },
            wanted,
            TimeSpan.FromSeconds(60));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private Socket Listen()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(At("notify")));
        return socket;
    }

    private Process Start()
    {
        var shell = At("systemd");
        File.Copy("/bin/sh", shell);
        File.WriteAllText(At("relay.yaml"), "relay: { name: node, site: main }");
        var start = new ProcessStartInfo(
            shell, ["-c", """ "$0" run & echo -n $! > "$1"; wait $! """, Program(), At("pid")])
        {
            Environment =
            {
                ["NOTIFY_SOCKET"] = At("notify"),
                ["WATCHDOG_USEC"] = "3000000",
                ["BUTLER_RELAY_CONFIG"] = At("relay.yaml"),
                ["BUTLER_SERVICEBUS"] = "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true",
                ["BUTLER_RELAY_UDP"] = "127.0.0.1:0",
                ["BUTLER_RELAY_JOURNAL"] = At("journal"),
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>From its own output directory: beside the tests, it lacks the assemblies that these take from ASP.NET Core.</summary>
    private static string Program()
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(own.Parent!.Parent!.FullName, "Butler.RelayAgent", own.Name, "butler-relay");
    }

    private string At(string name) => Path.Combine(directory, name);
}
