using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Butler.Benchmarks.Load;

/// <summary>Datagrams per second into the journal, against a loop that only receives, in turn and by the same sender.</summary>
internal static class Intake
{
    private const int Count = 20_000;
    private const int BufferBytes = 8 * 1024 * 1024;

    /// <returns>Accepted, and the rates, one for each round.</returns>
    public static async Task<(int Accepted, List<double> Bare, List<double> Relay)> MeasureAsync(string relay, int rounds)
    {
        var datagrams = Enumerable.Range(0, Count).Select(Datagrams.Failed).ToList();
        var (bare, journaled) = (new List<double>(), new List<double>());
        var accepted = Count;
        for (var round = 0; round < rounds; round++)
        {
            bare.Add(BareLoop(datagrams));
            var (rate, taken) = await RelayAsync(relay, datagrams);
            journaled.Add(rate);
            accepted = Math.Min(accepted, taken);
        }

        return (accepted, bare, journaled);
    }

    private static double BareLoop(List<byte[]> datagrams)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SetRawSocketOption(1, 33, BitConverter.GetBytes(BufferBytes));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.ReceiveTimeout = 2000;
        var received = 0;
        var last = 0L;
        var receiver = new Thread(() =>
        {
            var buffer = new byte[65_536];
            while (received < datagrams.Count)
            {
                try
                {
                    socket.Receive(buffer);
                }
                catch (SocketException)
                {
                    return;
                }

                received++;
                last = Stopwatch.GetTimestamp();
            }
        });
        receiver.Start();
        var start = Stopwatch.GetTimestamp();
        Datagrams.Burst((IPEndPoint)socket.LocalEndPoint!, datagrams);
        receiver.Join();
        return received / Stopwatch.GetElapsedTime(start, last).TotalSeconds;
    }

    /// <summary>The relay with a Service Bus that nobody answers for: what is measured is the way to the journal.</summary>
    private static async Task<(double Rate, int Accepted)> RelayAsync(string relay, List<byte[]> datagrams)
    {
        var directory = Directory.CreateTempSubdirectory("butler-bench-").FullName;
        var listening = new TaskCompletionSource<IPEndPoint>();
        using var process = Processes.Start(relay, ["run"], RelayEnvironment(directory), line =>
        {
            const string Marker = "listening on udp=";
            if (line.Contains(Marker, StringComparison.Ordinal))
            {
                listening.TrySetResult(IPEndPoint.Parse(line[(line.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..]));
            }
        });
        try
        {
            var udp = await listening.Task.WaitAsync(TimeSpan.FromSeconds(10));
            var start = Stopwatch.GetTimestamp();
            Datagrams.Burst(udp, datagrams);
            var (bytes, grownAt) = (0L, start);
            while (Stopwatch.GetElapsedTime(grownAt) < TimeSpan.FromMilliseconds(500))
            {
                var now = new DirectoryInfo(directory).EnumerateFiles("*.segment", SearchOption.AllDirectories).Sum(f => f.Length);
                if (now != bytes)
                {
                    (bytes, grownAt) = (now, Stopwatch.GetTimestamp());
                }
            }

            var accepted = Count(directory);
            return (accepted / Stopwatch.GetElapsedTime(start, grownAt).TotalSeconds, accepted);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(directory, recursive: true);
        }

        static int Count(string directory) => Directory.EnumerateFiles(directory, "*.segment", SearchOption.AllDirectories)
            .Sum(f => File.ReadAllText(f, System.Text.Encoding.Latin1).Split("/scheduler-task-failed/").Length - 1);
    }

    public static Dictionary<string, string> RelayEnvironment(string directory) => new()
    {
        ["BUTLER_RELAY_CONFIG"] = WriteConfiguration(directory),
        ["BUTLER_SERVICEBUS"] = "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true",
        ["BUTLER_RELAY_UDP"] = "127.0.0.1:0",
        ["BUTLER_RELAY_JOURNAL"] = Path.Combine(directory, "journal"),
    };

    private static string WriteConfiguration(string directory)
    {
        var file = Path.Combine(directory, "relay.yaml");
        File.WriteAllText(file, "relay: { name: bench, site: default }\nserviceBus: { connection: \"${BUTLER_SERVICEBUS}\" }\n"
            + "udp: { listen: \"127.0.0.1:0\" }\n");
        return file;
    }
}
