using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Butler.Core.Webhooks;

namespace Butler.Benchmarks.Load;

/// <summary>
/// The webhook of Qlik Cloud through the Functions host and the worker: how long a signed call takes, against the health function, which
/// goes the same way without a queue; and how long it takes from the call to the alert.
/// </summary>
internal static partial class CloudLoad
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const int Calls = 2000;
    private static readonly int[] Callers = [1, 16, 64];

    public static async Task<int> RunAsync(string butler)
    {
        using var listener = new HttpListener();
        var arrived = new ConcurrentDictionary<string, long>();
        var url = Listen(listener, arrived);
        await using var system = await WholeSystem.StartAsync(butler, $$"""
            channels: { hook: { type: webhook, url: "{{url}}" } }
            routes: [{ name: cloud, on: cloud.reload.failed, send: [hook] }]
            defaultChannel: none
            qlikCloud:
              tenants:
                - { name: acme, url: 'https://acme.eu.qlikcloud.com', secrets: [{{Secret}}] }
                - { name: {{AskedTenant.Name}}, url: 'https://asked.eu.qlikcloud.com', secrets: [{{Secret}}], apiKey: of-the-bench }
            """, simulator: true);
        using var client = new HttpClient { BaseAddress = new Uri(system.Http, "/api/") };
        await MeasureAsync(16, (_, i) => CallAsync(client, $"warm{i}"));
        for (var wait = 0; wait < 600 && arrived.Count < Calls; wait++)
        {
            await Task.Delay(100);
        }

        Console.WriteLine("| Call | Callers | p50 | p95 | Calls/s | To the alert, p50 | p95 |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        await PacedAsync(client, arrived);
        await AskedAsync(client, arrived, system.QlikCloud());
        foreach (var callers in Callers)
        {
            var (health, rate) = await MeasureAsync(callers, (_, _) => client.GetAsync("healthz"));
            Console.WriteLine(Text($"| health | {callers} | {Part(health, 50)} | {Part(health, 95)} | {rate:0} | | |"));
            var began = new ConcurrentDictionary<string, long>();
            var (took, calls) = await MeasureAsync(callers, (caller, i) =>
            {
                var reload = Text($"r{callers}x{i}");
                began[reload] = Stopwatch.GetTimestamp();
                return CallAsync(client, reload);
            });
            var alerts = await AlertsAsync(began, arrived);
            Console.WriteLine(Text($"| webhook | {callers} | {Part(took, 50)} | {Part(took, 95)} | {calls:0} | {Part(alerts, 50)} ")
                + Text($"| {Part(alerts, 95)} |"));
        }

        return 0;
    }

    /// <summary>Twenty calls a second, so that no alert waits for another.</summary>
    private static async Task PacedAsync(HttpClient client, ConcurrentDictionary<string, long> arrived)
    {
        const int Paced = 200;
        var began = new ConcurrentDictionary<string, long>();
        var took = new double[Paced];
        for (var i = 0; i < Paced; i++)
        {
            var reload = Text($"paced{i}");
            var start = began[reload] = Stopwatch.GetTimestamp();
            using var response = await CallAsync(client, reload);
            response.EnsureSuccessStatusCode();
            took[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            await Task.Delay(50);
        }

        Array.Sort(took);
        var alerts = await AlertsAsync(began, arrived);
        Console.WriteLine(Text($"| webhook, 20 a second | 1 | {Part(took, 50)} | {Part(took, 95)} | | {Part(alerts, 50)} ")
            + Text($"| {Part(alerts, 95)} |"));
    }

    /// <summary>
    /// Ten a second, each with an app of its own, so that the tenant is asked seven times for each: the answers come from this machine.
    /// </summary>
    private static async Task AskedAsync(HttpClient client, ConcurrentDictionary<string, long> arrived, Uri simulator)
    {
        const int Asked = 100;
        using var tenant = new AskedTenant(simulator);
        var began = new ConcurrentDictionary<string, long>();
        var took = new double[Asked];
        for (var i = 0; i < Asked; i++)
        {
            var (reload, app) = await tenant.FailAsync(i);
            var start = began[reload] = Stopwatch.GetTimestamp();
            using var response = await CallAsync(client, reload, AskedTenant.Name, app);
            response.EnsureSuccessStatusCode();
            took[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            await Task.Delay(100);
        }

        Array.Sort(took);
        var alerts = await AlertsAsync(began, arrived);
        Console.WriteLine(Text($"| webhook, 10 a second, tenant asked | 1 | {Part(took, 50)} | {Part(took, 95)} | | {Part(alerts, 50)} ")
            + Text($"| {Part(alerts, 95)} |"));
    }

    private static string Listen(HttpListener listener, ConcurrentDictionary<string, long> arrived)
    {
        // A free port is found by trying.
        for (var port = 20_000; ; port++)
        {
            var prefix = Text($"http://127.0.0.1:{port}/");
            try
            {
                listener.Prefixes.Clear();
                listener.Prefixes.Add(prefix);
                listener.Start();
                _ = TakeAsync(listener, arrived);
                return prefix;
            }
            catch (HttpListenerException)
            {
                continue;
            }
        }
    }

    private static async Task TakeAsync(HttpListener listener, ConcurrentDictionary<string, long> arrived)
    {
        while (listener.IsListening)
        {
            var context = await listener.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            if (Reload().Match(await reader.ReadToEndAsync()) is { Success: true } found)
            {
                arrived.TryAdd(found.Groups[1].Value, Stopwatch.GetTimestamp());
            }

            context.Response.Close();
        }
    }

    private static async Task<double[]> AlertsAsync(
        ConcurrentDictionary<string, long> began, ConcurrentDictionary<string, long> arrived)
    {
        for (var wait = 0; wait < 1200 && began.Keys.Any(reload => !arrived.ContainsKey(reload)); wait++)
        {
            await Task.Delay(100);
        }

        return [.. began.Where(call => arrived.ContainsKey(call.Key))
            .Select(call => Stopwatch.GetElapsedTime(call.Value, arrived[call.Key]).TotalMilliseconds).Order()];
    }

    private static async Task<(double[] Milliseconds, double PerSecond)> MeasureAsync(
        int callers, Func<int, int, Task<HttpResponseMessage>> call)
    {
        var took = new double[Calls];
        var next = -1;
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
        Array.Sort(took);
        return (took, Calls / seconds);
    }

    private static Task<HttpResponseMessage> CallAsync(HttpClient client, string reload, string tenant = "acme", string? app = null)
    {
        var body = Encoding.UTF8.GetBytes($$"""
            { "type": "com.qlik.v1.reload.finished", "id": "{{reload}}",
              "data": { "id": "{{reload}}", "appId": "{{app ?? "a-" + reload}}", "status": "FAILED" } }
            """);
        var request = new HttpRequestMessage(HttpMethod.Post, $"webhooks/qlik-cloud/{tenant}") { Content = new ByteArrayContent(body) };
        request.Headers.Add(QlikSignature.Header, QlikSignature.Sign(body, Secret));
        return client.SendAsync(request);
    }

    private static string Part(double[] sorted, int percent) =>
        sorted.Length == 0 ? "none" : Text($"{sorted[sorted.Length * percent / 100]:0.0} ms");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("\"reloadId\":\"([^\"]+)\"")]
    private static partial Regex Reload();
}
