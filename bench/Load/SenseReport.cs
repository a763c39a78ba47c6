using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Butler.Local.Sense.Site;

namespace Butler.Benchmarks.Load;

/// <summary>What it costs to ask Sense: requests for each event, time from datagram to queue, memory.</summary>
/// <param name="program">The published relay.</param>
/// <param name="row">Takes a row of the report.</param>
internal sealed class SenseReport(string program, Action<string, string> row)
{
    /// <summary>What Butler 16.0.4 needs for one failed reload: requests, and seconds where each takes one.</summary>
    private const double ButlerRequests = 15;
    private const double ButlerSeconds = 8.6;

    private const int WarmUp = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly SenseUser[] Owners = [People.Ulla, People.Jorge, People.Mei, People.Service];

    public async Task RunAsync()
    {
        await AloneAsync("QRS at 20 ms", TimeSpan.FromMilliseconds(20), TimeSpan.Zero, 100);
        await AloneAsync("QRS at 20 ms, results final 300 ms late", TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(300), 50);
        var seconds = await AloneAsync("QRS at 1 s", TimeSpan.FromSeconds(1), TimeSpan.Zero, 20);
        row("Butler 16.0.4 against it, QRS at 1 s", Text($"{ButlerSeconds / seconds:0.0} times as long"));
        await BurstAsync(events: 200, tasks: 5);
        await BurstAsync(events: 2000, tasks: 500);
    }

    /// <summary>One event after the other, each of a task and app that nobody asked about before.</summary>
    private async Task<double> AloneAsync(string what, TimeSpan delay, TimeSpan settle, int samples)
    {
        await using var system = await SenseSystem.StartAsync(program, delay, settle);
        var (took, asked, whole) = (new List<double>(), new List<int>(), 0);
        var first = 0;
        for (var i = 0; i < samples + WarmUp; i++)
        {
            var task = system.Sense.NewTask(Text($"Cockpit {i}"), Owners[i % Owners.Length]);
            system.Sense.Requests.Clear();
            var start = Stopwatch.GetTimestamp();
            system.Sense.Scheduler.Run(task.Id, RunOutcome.Failed);
            var body = await system.NextAsync(Patience);
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            first = i == 0 ? system.Sense.Requests.Total : first;

            // The first ones find code that was never run, and owners that nobody asked about.
            if (i >= WarmUp)
            {
                took.Add(milliseconds);
                asked.Add(system.Sense.Requests.Total);
                whole += Missing(body) is [] ? 1 : 0;
            }
        }

        took.Sort();
        row($"One event alone, {what}: requests", Text(
            $"{asked.Average():0.0}, {first} for the first of an owner: {asked.Average() / ButlerRequests:0.00} of Butler's ")
            + Text($"{ButlerRequests:0}; {whole} of {samples} with all there is to know"));
        row(
            $"One event alone, {what}: datagram to queue",
            Text($"p50 {took[took.Count / 2]:0} ms, p95 {took[took.Count * 95 / 100]:0} ms"));
        return took[took.Count / 2] / 1000;
    }

    private async Task BurstAsync(int events, int tasks)
    {
        await using var system = await SenseSystem.StartAsync(program, TimeSpan.FromMilliseconds(200), TimeSpan.Zero);
        var ids = Enumerable.Range(0, tasks).Select(i => system.Sense.NewTask(Text($"Cockpit {i}"), Owners[i % Owners.Length]).Id).ToList();
        await Task.Delay(2000);
        var idle = Processes.ResidentMegabytes(system.RelayPid);
        system.Sense.Requests.Clear();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < events; i++)
        {
            system.Sense.Scheduler.Run(ids[i % tasks], RunOutcome.Failed);
        }

        var (whole, withoutLog) = (0, 0);
        for (var i = 0; i < events; i++)
        {
            var missing = Missing(await system.NextAsync(Patience));
            whole += missing.All(part => part == "scriptLog") ? 1 : 0;
            withoutLog += missing.Contains("scriptLog") ? 1 : 0;
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var (requests, connections) = (system.Sense.Requests.Total, system.Sense.Requests.Connections);
        var name = Text($"{events:N0} failures of {tasks} tasks at once, QRS at 200 ms");
        var each = requests / (double)events;
        row(
            $"{name}: requests for each event",
            Text($"{each:0.00} on {connections} connections, {each / ButlerRequests:0.000} of Butler's"));
        row($"{name}: all forwarded", Text($"in {seconds:0.0} s; {whole:N0} know task, app, owner and result, {events - withoutLog:N0} ")
            + "bring the script log, the others name it as missing");
        await Task.Delay(5000);
        row($"{name}: relay resident", Text($"{Processes.ResidentMegabytes(system.RelayPid):0} MB after it, ")
            + Text($"{Processes.PeakMegabytes(system.RelayPid):0} MB at most, {idle:0} MB before"));
    }

    private static IReadOnlyList<string> Missing(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var missing = json.RootElement.GetProperty("data").GetProperty("enrichment").GetProperty("missing");
        return [.. missing.EnumerateArray().Select(part => part.GetString()!)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
