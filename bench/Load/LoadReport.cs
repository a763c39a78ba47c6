using System.Diagnostics;
using System.Globalization;

namespace Butler.Benchmarks.Load;

/// <summary>Measures the whole system and prints a table: medians with the range of the rounds, which tells the machine's noise.</summary>
internal static class LoadReport
{
    private const int Burst = 20_000;
    private const int Rounds = 5;
    private const int LatencySamples = 200;

    public static async Task<int> RunAsync(string[] parts)
    {
        if (!OperatingSystem.IsLinux())
        {
            await Console.Error.WriteLineAsync("The load report reads /proc and runs on Linux only.");
            return 2;
        }

        var repository = Root(AppContext.BaseDirectory);
        bool Wants(string part) => parts.Length == 0 || parts.Contains(part);
        Console.WriteLine($"{Environment.ProcessorCount} cores, {DateTimeText()}\n\n| Measured | Result |\n|---|---|");
        if (Wants("sense"))
        {
            await SenseAsync(repository);
        }

        if (parts is ["sense"])
        {
            return 0;
        }

        var published = await Published.MakeAsync(repository);
        if (Wants("processes"))
        {
            await ProcessesAsync(published);
        }

        if (Wants("intake"))
        {
            var (accepted, bare, relay) = await Intake.MeasureAsync(published.Relay, Rounds);
            Row($"Burst of {Burst:N0} datagrams at full speed: accepted, the fewest of {Rounds} rounds", $"{accepted:N0}");
            Row("A loop that only receives", Range(bare, "datagrams/s", "N0"));
            Row("Into the relay's journal", Range(relay, "datagrams/s", "N0"));
            Row("Journal against bare loop, pair by pair", Range([.. relay.Zip(bare, (r, b) => r / b)], "", "0.00"));
        }

        if (Wants("latency"))
        {
            await LatencyAsync(repository, "webhook", "hook");
        }

        if (Wants("channels"))
        {
            await LatencyAsync(repository, "all of ten channels", Destinations.Ten);
        }

        if (Wants("burst"))
        {
            await BurstAsync(repository);
        }

        return 0;
    }

    private static async Task SenseAsync(string repository)
    {
        var (linux, windows) = (await Published.RelayAsync(repository, "linux-x64"), await Published.RelayAsync(repository, "win-x64"));
        Row("Relay, published file", string.Create(
            CultureInfo.InvariantCulture,
            $"linux-x64 {new FileInfo(linux).Length / 1e6:0.0} MB, win-x64 {new FileInfo(windows).Length / 1e6:0.0} MB"));
        var starts = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            starts.Add((await StartUp.RelayAsync(linux)).Milliseconds);
        }

        Row("Relay, start to listening", Range(starts, "ms", "0"));
        await new SenseReport(linux, Row).RunAsync();
    }

    private static async Task ProcessesAsync(Published published)
    {
        var relay = new List<(double Milliseconds, double Resident)>();
        var functions = new List<(double Message, double Answer, double Resident)>();
        for (var round = 0; round < Rounds; round++)
        {
            relay.Add(await StartUp.RelayAsync(published.Relay));
            functions.Add(await StartUp.FunctionsAsync(published.Functions));
        }

        Row("Relay, published file", string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(published.Relay).Length / 1e6:0.0} MB"));
        Row("Relay, start to listening", Range([.. relay.Select(r => r.Milliseconds)], "ms", "0"));
        Row("Relay, resident when idle", Range([.. relay.Select(r => r.Resident)], "MB", "0"));
        Row("Function app, start to first message", Range([.. functions.Select(r => r.Message)], "ms", "0"));
        Row("Function app, start to first answer", Range([.. functions.Select(r => r.Answer)], "ms", "0"));
        Row("Function app, resident after its first answer", Range([.. functions.Select(r => r.Resident)], "MB", "0"));
    }

    private static async Task LatencyAsync(string repository, string what, params IReadOnlyList<string> names)
    {
        await using var channels = await Destinations.StartAsync(names);
        await using var system = await WholeSystem.StartAsync(WholeSystem.ButlerOf(repository), channels.Configuration);
        var took = new List<double>();
        for (var i = 0; i < LatencySamples + 20; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Datagrams.Burst(system.Udp, [Destinations.Datagram(i)]);
            while (channels.AllArrivedAt(i) is null)
            {
                if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(60))
                {
                    throw new TimeoutException($"Not told of event {i}: {string.Join(", ", channels.Missing(i))}.");
                }

                await Task.Delay(1);
            }

            // The first ones find code that was never run.
            if (i >= 20)
            {
                took.Add(Stopwatch.GetElapsedTime(start, channels.AllArrivedAt(i)!.Value).TotalMilliseconds);
            }

            await Task.Delay(50);
        }

        took.Sort();
        Row($"Datagram to {what} on a quiet stack, {LatencySamples} samples", string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {took[took.Count / 2]:0} ms, p95 {took[took.Count * 95 / 100]:0} ms, most {took[^1]:0} ms"));
    }

    private static async Task BurstAsync(string repository)
    {
        await using var sink = await Destinations.StartAsync(["hook"]);
        await using var system = await WholeSystem.StartAsync(WholeSystem.ButlerOf(repository), sink.Configuration);
        var pids = system.Pids();
        var datagrams = Enumerable.Range(0, Burst).Select(Destinations.Datagram).ToList();
        var before = pids.ToDictionary(p => p.Key, p => Processes.CpuSeconds(p.Value));
        var start = Stopwatch.GetTimestamp();
        Datagrams.Burst(system.Udp, datagrams);
        while (sink.Arrived < Burst && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(5))
        {
            await Task.Delay(20);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var cpu = pids.ToDictionary(p => p.Key, p => (Processes.CpuSeconds(p.Value) - before[p.Key]) * 1000 / Burst);
        Row($"Burst of {Burst:N0} through to the webhook", string.Create(
            CultureInfo.InvariantCulture,
            $"{sink.Arrived:N0} alerted in {seconds:0.0} s, {sink.Calls:N0} calls, {sink.Arrived / seconds:N0} events/s"));
        Row("Processor time per event, all of our processes", string.Create(
            CultureInfo.InvariantCulture,
            $"{cpu.Where(c => c.Key != "azurite").Sum(c => c.Value):0.00} ms (relay {cpu["relay"]:0.00}, function app "
            + $"{cpu["functions"]:0.00}, host and emulator {cpu["butler"]:0.00}); Azurite {cpu["azurite"]:0.00} ms"));
        await Task.Delay(5000);
        Row(
            "Relay of the build, resident after the burst",
            string.Create(CultureInfo.InvariantCulture, $"{Processes.ResidentMegabytes(pids["relay"]):0} MB"));
        Row(
            "Function app of the build, resident after the burst",
            string.Create(CultureInfo.InvariantCulture, $"{Processes.ResidentMegabytes(pids["functions"]):0} MB"));
    }

    private static void Row(string what, string result) => Console.WriteLine($"| {what} | {result} |");

    private static string Range(List<double> values, string unit, string format)
    {
        values.Sort();
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(values[values.Count / 2])} {unit} ({Text(values[0])} to {Text(values[^1])})"
            .Replace("  ", " ", StringComparison.Ordinal);
    }

    private static string DateTimeText() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Root(string directory) =>
        File.Exists(Path.Combine(directory, "Butler.Functions.sln")) ? directory : Root(Path.GetDirectoryName(directory)!);
}
