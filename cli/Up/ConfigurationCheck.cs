using Butler.Cli.CommandLine;
using Butler.Cli.Programs;
using Butler.Local.Processes;

namespace Butler.Cli.Up;

/// <summary>Lets both programs read their files before the start, and lists all faults together.</summary>
internal static class ConfigurationCheck
{
    /// <exception cref="RefusedCommandException">A file has faults; the message lists all of them.</exception>
    public static async Task RunAsync(
        UpBinaries binaries, IReadOnlyDictionary<string, string> functions, IReadOnlyDictionary<string, string> relay,
        CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(
            ShortCommand.RunAsync(Binaries.Start(binaries.Functions, ["check"]) with { Environment = functions }, cancellationToken),
            ShortCommand.RunAsync(Binaries.Start(binaries.Relay, ["check-config"]) with { Environment = relay }, cancellationToken));
        var faulty = results.Where(r => r.ExitCode != 0).ToList();
        if (faulty.Count > 0)
        {
            var faults = faulty.Select(r => r.Error.Trim() is { Length: > 0 } error ? error : $"exit code {r.ExitCode}");
            throw new RefusedCommandException($"faulty configuration{Environment.NewLine}{string.Join(Environment.NewLine, faults)}");
        }
    }
}
