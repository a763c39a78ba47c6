using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Butler.Local.Sense.Hosts;
using Butler.Local.Sense.Site;

namespace Butler.Benchmarks.Load;

/// <summary>
/// Measures what all monitors cost an idle relay, against a second relay that only reconciles, and how long it takes from the stop of a
/// service to its event. Each relay has a site of 10,000 tasks, and two hosts with seven services each.
/// </summary>
internal static class MonitorLoad
{
    private const int Tasks = 10_000;
    private const int Stops = 60;
    private const string Stopped = "sense.service.stopped";
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>A relay that asks QRS from time to time.</summary>
    private const string None = "reconcile: { every: 5m }\n";

    /// <summary>The monitors at their usual intervals.</summary>
    private const string All = None + """
        monitors:
          version: { every: 24h }
          license: { every: 24h }
          access: { every: 6h, lowAvailable: 10% }
          certificates: { every: 24h }
          tasks: { slow: 3, missed: 15m }
          services: { every: 30s, hosts: [{ host: qsprod01 }, { host: qsprod02 }] }
        licenseRelease: { every: 24h, types: [professional, analyzer], dryRun: true }
        commands: { key: 0123456789abcdef0123456789abcdef }
        self: { metrics: { every: 15m } }
        """;

    public static async Task<int> RunAsync(string repository, string[] arguments)
    {
        if (arguments is not ([] or [_]) || (arguments is [var text] && !int.TryParse(text, CultureInfo.InvariantCulture, out _)))
        {
            Console.Error.WriteLine("usage: Butler.Benchmarks monitors [minutes]");
            return 2;
        }

        var time = TimeSpan.FromMinutes(arguments is [var minutes] ? int.Parse(minutes, CultureInfo.InvariantCulture) : 10);
        var relay = await Published.RelayAsync(repository, "linux-x64");
        await IdleAsync(relay, time);
        await StopsAsync(relay);
        return 0;
    }

    private static async Task IdleAsync(string relay, TimeSpan time)
    {
        await using var without = await SenseSystem.StartAsync(relay, TimeSpan.FromMilliseconds(5), TimeSpan.Zero, None);
        await using var with = await SenseSystem.StartAsync(relay, TimeSpan.FromMilliseconds(5), TimeSpan.Zero, All);
        foreach (var system in new[] { without, with })
        {
            for (var i = 0; i < Tasks; i++)
            {
                system.Sense.NewTask(string.Create(CultureInfo.InvariantCulture, $"Cockpit {i}"), People.Ulla);
            }
        }

        await Task.Delay(Settle);
        var (before, started) = (new[] { Read(without), Read(with) }, Stopwatch.GetTimestamp());
        await Task.Delay(time);
        var (after, hours) = (new[] { Read(without), Read(with) }, Stopwatch.GetElapsedTime(started).TotalHours);

        Console.WriteLine("| Idle relay | Without monitors | With all of them |");
        Console.WriteLine("|---|---|---|");
        Row("Processor time for an hour", i => Text($"{(after[i].Seconds - before[i].Seconds) / hours:0.0} s"));
        Row("Requests to QRS for an hour", i => Text($"{(after[i].Requests - before[i].Requests) / hours:0}"));
        Row("Resident memory", i => Text($"{after[i].Resident:0.0} MB"));
    }

    private static (double Seconds, int Requests, double Resident) Read(SenseSystem system) => (
        Processes.CpuSeconds(system.RelayPid), system.Sense.Requests.Total, Processes.ResidentMegabytes(system.RelayPid));

    private static async Task StopsAsync(string relay)
    {
        await using var system = await SenseSystem.StartAsync(
            relay, TimeSpan.Zero, TimeSpan.Zero,
            Text($"monitors: {{ services: {{ every: {Every.TotalSeconds}s, hosts: [{{ host: qsprod01 }}] }} }}"));
        await Task.Delay(Every * 2);
        var took = new List<double>();
        for (var i = 0; i < Stops; i++)
        {
            // At all moments between two looks.
            await Task.Delay(Every * Random.Shared.NextDouble());
            Set(system, HostedState.Stopped);
            var began = Stopwatch.GetTimestamp();
            await NextAsync(system, Stopped);
            took.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            Set(system, HostedState.Running);
            await NextAsync(system, "sense.service.started");
        }

        took.Sort();
        Console.WriteLine();
        Console.WriteLine(Text($"| Service stops, looked at every {Every.TotalSeconds:0} s | p50 | p95 |"));
        Console.WriteLine("|---|---|---|");
        Console.WriteLine(Text($"| to its event in Service Bus | {took[Stops / 2]:0.00} s | {took[Stops * 95 / 100]:0.00} s |"));
    }

    private static void Set(SenseSystem system, HostedState state) => system.Sense.Hosts.Change("qsprod01", host => host with
    {
        Services = [.. host.Services.Select(each => each.Name == "QlikSenseEngineService" ? each with { State = state } : each)],
    });

    private static async Task NextAsync(SenseSystem system, string type)
    {
        while (true)
        {
            using var json = JsonDocument.Parse(await system.NextAsync(TimeSpan.FromSeconds(30)));
            if (json.RootElement.GetProperty("type").GetString() == type)
            {
                return;
            }
        }
    }

    private static void Row(string what, Func<int, string> of) => Console.WriteLine($"| {what} | {of(0)} | {of(1)} |");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
