using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Butler.Benchmarks.Load;

/// <summary>
/// The key-value store through the Functions host, the worker and Azurite: how long a call takes with 1, 16 and 64 callers, against the
/// health function, which goes the same way without tables.
/// </summary>
internal static class KeyValueLoad
{
    private const int Calls = 3000;
    private static readonly int[] Callers = [1, 16, 64];

    public static async Task<int> RunAsync(string butler)
    {
        await using var system = await WholeSystem.StartAsync(butler, "channels: { a: { type: console } }\nroutes: []\n");
        using var client = new HttpClient { BaseAddress = new Uri(system.Http, "/api/") };
        await MeasureAsync(system, 16, (_, i) => SetAsync(client, i % 100, i)); // code that was never run, and the keys
        Console.WriteLine("| Call | Callers | p50 | p99 | Calls/s | Function app, host and Azurite for each call |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var callers in Callers)
        {
            Row("health", callers, await MeasureAsync(system, callers, (_, _) => client.GetAsync("healthz")));
            Row("get", callers, await MeasureAsync(
                system, callers, (_, i) => client.GetAsync($"v4/keyvalues/Margin?key={Key(i % 100)}")));
            Row("set of one key for each caller", callers, await MeasureAsync(system, callers, (c, i) => SetAsync(client, c, i)));
            Row("increment of one key", callers, await MeasureAsync(
                system, callers, (_, _) => client.PostAsync($"v4/keyvalues/Margin/count {callers}/increment", null)));
        }

        return 0;
    }

    private static async Task<(double[] Milliseconds, double Seconds, string Cpu)> MeasureAsync(
        WholeSystem system, int callers, Func<int, int, Task<HttpResponseMessage>> call)
    {
        var took = new double[Calls];
        var next = -1;
        var pids = system.Pids();
        var before = pids.ToDictionary(p => p.Key, p => Processes.CpuSeconds(p.Value));
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            while (Interlocked.Increment(ref next) is var i && i < Calls)
            {
                var began = Stopwatch.GetTimestamp();
                using var response = await call(caller, i);
                response.EnsureSuccessStatusCode();
                took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string Each(string part) => Text($"{(Processes.CpuSeconds(pids[part]) - before[part]) * 1000 / Calls:0.00}");
        Array.Sort(took);
        return (took, seconds, $"{Each("functions")}, {Each("butler")} and {Each("azurite")} ms");
    }

    private static Task<HttpResponseMessage> SetAsync(HttpClient client, int key, int value) => client.PostAsync(
        "v4/keyvalues/Margin", new StringContent($$"""{"key":"{{Key(key)}}","value":"{{value}}"}""", Encoding.UTF8));

    private static string Key(int number) => Text($"key-{number}");

    private static void Row(string call, int callers, (double[] Milliseconds, double Seconds, string Cpu) measured) => Console.WriteLine(
        Text($"| {call} | {callers} | {measured.Milliseconds[Calls / 2]:0.0} ms | {measured.Milliseconds[Calls * 99 / 100]:0.0} ms ")
        + Text($"| {Calls / measured.Seconds:0} | {measured.Cpu} |"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
