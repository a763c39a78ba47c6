using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Butler.Benchmarks.Load;

/// <summary>
/// The round trip of a task's start: over the function app, the queues and the relay, and at the relay's own listener, against the health
/// function. The simulated repository answers at once; each start asks it twice.
/// </summary>
internal static class TaskStartLoad
{
    private const int Calls = 300;
    private const string Start = "v4/reloadtask/0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33/start";
    private static readonly int[] Callers = [1, 8];

    public static async Task<int> RunAsync(string butler)
    {
        var port = FreePort();
        await using var system = await WholeSystem.StartAsync(
            butler, "channels: { a: { type: console } }\nroutes: []\n", relay: Relay(port), simulator: true);
        using var functionApp = new HttpClient { BaseAddress = new Uri(system.Http, "/api/") };
        using var relay = new HttpClient { BaseAddress = new Uri(Text($"http://127.0.0.1:{port}/")) };
        while (!(await functionApp.PostAsync(Start, null)).IsSuccessStatusCode)
        {
            await Task.Delay(500); // until the relay's first heartbeat has come
        }

        foreach (var client in new[] { functionApp, relay })
        {
            await MeasureAsync(8, () => client.PostAsync(Start, null)); // code that was never run
        }

        Console.WriteLine("| Call | Callers | p50 | p95 | p99 | Calls/s |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var callers in Callers)
        {
            Row("health", callers, await MeasureAsync(callers, () => functionApp.GetAsync("healthz")));
            Row("start, over the queues", callers, await MeasureAsync(callers, () => functionApp.PostAsync(Start, null)));
            Row("start, on the relay", callers, await MeasureAsync(callers, () => relay.PostAsync(Start, null)));
        }

        return 0;
    }

    private static async Task<(double[] Milliseconds, double Seconds)> MeasureAsync(int callers, Func<Task<HttpResponseMessage>> call)
    {
        var took = new double[Calls];
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < Calls)
            {
                var began = Stopwatch.GetTimestamp();
                using var response = await call();
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    throw new InvalidOperationException($"A call was answered with {(int)response.StatusCode}.");
                }

                took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }));
        Array.Sort(took);
        return (took, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static string Relay(int port) => $$"""
        relay: { name: local, site: default }
        serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
        udp: { listen: "127.0.0.1:9998" }
        commands: { key: "${BUTLER_COMMAND_KEY}", startTask: { any: true, types: [reload] } }
        qrs:
          url: "${BUTLER_SENSE_QRS}"
          certificate: "${BUTLER_SENSE_CERTIFICATES}/client.pem"
          key: "${BUTLER_SENSE_CERTIFICATES}/client_key.pem"
          ca: "${BUTLER_SENSE_CERTIFICATES}/root.pem"
          user: INTERNAL\sa_api
        api: { listen: "127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}}" }
        """;

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private static void Row(string call, int callers, (double[] Milliseconds, double Seconds) measured) => Console.WriteLine(
        Text($"| {call} | {callers} | {measured.Milliseconds[Calls / 2]:0.0} ms | {measured.Milliseconds[Calls * 95 / 100]:0.0} ms ")
        + Text($"| {measured.Milliseconds[Calls * 99 / 100]:0.0} ms | {Calls / measured.Seconds:0} |"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
