using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Butler.Local.Processes;
using Butler.Local.Sense;
using Butler.Local.Sense.Site;

namespace Butler.Benchmarks.Load;

/// <summary>
/// A burst, or a steady stream, through the whole system to several destinations: events each second and processor time of each process.
/// Several builds of <c>butler</c> are measured in turns.
/// </summary>
internal sealed class Road
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);
    private static readonly SenseUser[] Owners = [People.Ulla, People.Jorge, People.Mei, People.Service];

    private readonly IReadOnlyList<string> channels;
    private readonly int events;
    private readonly TimeSpan delay;
    private readonly TimeSpan? repository;
    private readonly int tasks;
    private readonly int rate;

    private Road(IReadOnlyList<string> channels, int events, TimeSpan delay, TimeSpan? repository, int tasks, int rate) =>
        (this.channels, this.events, this.delay, this.repository, this.tasks, this.rate) =
            (channels, events, delay, repository, tasks, rate);

    /// <summary>The command <c>road</c>.</summary>
    public static Command Command(string root)
    {
        var events = Number("--events", 2000, "How many failed reloads.");
        var webhooks = Number("--webhooks", 0, "So many webhooks as destinations; 0: five channels of different kinds.");
        var delay = Number("--delay", 0, "How long a destination takes to answer, in milliseconds.");
        var repository = Number("--qrs", -1, "How long the repository service takes to answer, in milliseconds; -1: there is none.");
        var tasks = Number("--tasks", 2000, "How many tasks the failures are spread over, with --qrs.");
        var rate = Number("--rate", 0, "Events each second; 0: all at once.");
        var rounds = Number("--rounds", 1, "How often each build is measured.");
        var butlers = new Option<string[]>("--butler") { Description = "The builds of butler; without it, that of this repository." };
        var published = new Option<bool>("--published") { Description = "Publish relay and function app as they ship, and measure these." };
        var command = new Command("road") { events, webhooks, delay, repository, tasks, rate, rounds, butlers, published };
        command.SetAction(async (parsed, _) =>
        {
            var hooks = parsed.GetValue(webhooks);
            var asked = parsed.GetValue(repository);
            var road = new Road(
                hooks == 0 ? Destinations.FiveKinds : [.. Enumerable.Range(1, hooks).Select(i => $"hook{i}")],
                parsed.GetValue(events),
                TimeSpan.FromMilliseconds(parsed.GetValue(delay)),
                asked < 0 ? null : TimeSpan.FromMilliseconds(asked),
                parsed.GetValue(tasks),
                parsed.GetValue(rate));
            string[] programs = parsed.GetValue(butlers) is { Length: > 0 } given ? given
                : [parsed.GetValue(published) ? await Published.SystemAsync(root) : WholeSystem.ButlerOf(root)];
            for (var round = 0; round < parsed.GetValue(rounds); round++)
            {
                foreach (var butler in programs)
                {
                    await road.MeasureAsync(butler);
                }
            }
        });
        return command;
    }

    private async Task MeasureAsync(string butler)
    {
        var directory = Directory.CreateTempSubdirectory("butler-bench-").FullName;
        var udp = FreePort.Udp();
        await using var sense = repository is { } answer ? await BenchSite.StartAsync(directory, udp, answer) : null;
        await using var destinations = await Destinations.StartAsync(channels, delay);
        await using (var system = await WholeSystem.StartAsync(butler, destinations.Configuration, udp, RelayYaml(sense)))
        {
            await MeasureAsync(butler, system, destinations, Sender(sense, system));
        }

        Directory.Delete(directory, recursive: true);
    }

    private async Task MeasureAsync(string butler, WholeSystem system, Destinations destinations, Action<int> send)
    {
        var pids = system.Pids();
        var before = pids.ToDictionary(p => p.Key, p => Processes.CpuSeconds(p.Value));
        var start = Stopwatch.GetTimestamp();
        var marks = new List<string>();
        var sentAfter = TimeSpan.Zero;
        var sending = Task.Run(async () =>
        {
            await SendAsync(send, start);
            sentAfter = Stopwatch.GetElapsedTime(start);
        });
        for (var part = 1; destinations.FewestCalls < events && Stopwatch.GetElapsedTime(start) < Patience; await Task.Delay(20))
        {
            if (destinations.FewestCalls >= events * part / 10)
            {
                part++;
                marks.Add(Text($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.0}"));
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await sending;
        string Each(string part) => Text($"{part} {(Processes.CpuSeconds(pids[part]) - before[part]) * 1000 / events:0.00}");
        Console.WriteLine($"{butler}: {destinations.FewestCalls} of {events} events at each of {channels.Count} channels, "
            + $"{destinations.Calls} calls, in {Text($"{seconds:0.0} s, {destinations.FewestCalls / seconds:0} events/s")}; "
            + $"sent within {Text($"{sentAfter.TotalSeconds:0.0} s")}; "
            + $"ms of processor time an event: {string.Join(", ", pids.Keys.Select(Each))}; tenths after {string.Join(' ', marks)} s");
    }

    private async Task SendAsync(Action<int> send, long start)
    {
        for (var i = 0; i < events; i++)
        {
            send(i);
            if (rate > 0 && TimeSpan.FromSeconds((i + 1.0) / rate) - Stopwatch.GetElapsedTime(start) is var pause && pause > TimeSpan.Zero)
            {
                await Task.Delay(pause);
            }
        }
    }

    /// <summary>Sends a datagram; with a repository service it is that of a task of the site, whose execution is known there.</summary>
    private Action<int> Sender(SenseSimulator? sense, WholeSystem system)
    {
        if (sense is null)
        {
            return i => Datagrams.Burst(system.Udp, [Destinations.Datagram(i)]);
        }

        var ids = Enumerable.Range(0, tasks).Select(i => sense.NewTask(Text($"Cockpit {i}"), Owners[i % Owners.Length]).Id).ToList();
        return i => sense.Scheduler.Run(ids[i % tasks], RunOutcome.Failed);
    }

    private static string? RelayYaml(SenseSimulator? sense) => sense is null ? null : $$"""
        relay: { name: local, site: default, environment: local }
        serviceBus: { connection: "${BUTLER_SERVICEBUS}" }
        udp: { listen: "127.0.0.1:9998" }
        commands: { key: "${BUTLER_COMMAND_KEY}" }
        {{sense.RelayYaml()}}
        """;

    private static Option<int> Number(string name, int otherwise, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
