using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Butler.EndToEnd.Tests.Support;

/// <summary>Another relay of the same site, as high availability has it, with a Service Bus connection of its own.</summary>
internal sealed class SecondRelay : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private SecondRelay(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, e) => lines.Enqueue(e.Data ?? "");
        process.ErrorDataReceived += (_, e) => lines.Enqueue(e.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IPEndPoint Udp { get; private set; } = new(IPAddress.None, 0);

    public IReadOnlyList<string> Lines => [.. lines];

    public static async Task<SecondRelay> StartAsync(string directory, string serviceBus)
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, "relay.yaml");
        await File.WriteAllTextAsync(file, """
            relay: { name: relay-2, site: default, environment: local }
            serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
            udp: { listen: "127.0.0.1:0" }
            journal: { directory: journal }
            """);
        var relay = new SecondRelay(Process.Start(new ProcessStartInfo(Path.Combine(ButlerUp.Directory, "relay", "butler-relay"), "run")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["BUTLER_RELAY_CONFIG"] = file, ["BUTLER_SERVICEBUS"] = serviceBus },
        })!);
        const string Listening = "butler-relay is listening on udp=";
        await Eventually.TrueAsync(
            () => relay.Lines.Any(l => l.StartsWith(Listening, StringComparison.Ordinal)), "the second relay listens");
        relay.Udp = IPEndPoint.Parse(relay.Lines.First(l => l.StartsWith(Listening, StringComparison.Ordinal))[Listening.Length..]);
        return relay;
    }

    public void Send(string datagram)
    {
        using var socket = new UdpClient();
        socket.Send(Encoding.UTF8.GetBytes(datagram), Udp);
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
