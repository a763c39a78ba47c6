using System.Globalization;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Health;

namespace Butler.RelayAgent.Setup;

/// <summary><c>butler-relay status</c>: shows whether the relay runs, and its counters.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Fresh = StatusFile.Every * 4;

    /// <returns>0 when it runs, 3 when it does not (like systemctl), 2 when this cannot be determined.</returns>
    public static async Task<int> RunAsync(Func<string, string?> environment, TimeProvider time, TextWriter output, TextWriter errors)
    {
        try
        {
            var directory = RelayConfiguration.Read(environment).Journal.Directory;
            var path = StatusFile.PathIn(directory);
            if (!File.Exists(path))
            {
                await output.WriteLineAsync($"The relay does not run: there is no {path}");
                return 3;
            }

            var status = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path), RelayJson.Default.Heartbeat)!;
            var age = time.GetUtcNow() - status.Time;
            await output.WriteLineAsync(age > Fresh
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The relay does not run, or does not respond: its last report was at {status.Time:yyyy-MM-dd HH:mm:ss}Z")
                : string.Create(CultureInfo.InvariantCulture, $"Relay {status.Relay} of site {status.Site} runs since "
                    + $"{status.Started:yyyy-MM-dd HH:mm:ss}Z, version {status.Version}"));
            foreach (var (name, count) in Lines(status.Counters))
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {name,-14} {count,12:N0}"));
            }

            if (status.Counters.OldestWaiting is { } oldest)
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  the oldest waiting datagram was received at "
                    + $"{oldest:yyyy-MM-dd HH:mm:ss}Z"));
            }

            return age > Fresh ? 3 : 0;
        }
        catch (Exception problem) when (problem is ConfigurationException or IOException or UnauthorizedAccessException or JsonException)
        {
            await errors.WriteLineAsync(problem.Message);
            return 2;
        }
    }

    private static IEnumerable<(string Name, long Count)> Lines(RelayCounters counters)
    {
        (string, long?)[] all =
        [
            ("received", counters.Received), ("accepted", counters.Accepted), ("refused", counters.Refused),
            ("  by source", counters.RefusedSource), ("  by rate", counters.RefusedRate), ("  by size", counters.RefusedSize),
            ("kernel drops", counters.KernelDrops), ("unparsed", counters.Unparsed), ("forwarded", counters.Forwarded),
            ("waiting", counters.Waiting), ("rejected", counters.Rejected), ("damaged", counters.Damaged),
            ("mirror drops", counters.MirrorDrops),
            ("restarts", counters.Restarts),
        ];
        return all.Where(line => line.Item2 is not null).Select(line => (line.Item1, line.Item2!.Value));
    }
}
