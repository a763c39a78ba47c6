using Butler.Cli.CommandLine;
using Butler.Cli.Migrate.Model;
using Butler.Cli.Programs;
using Butler.Local.Processes;

namespace Butler.Cli.Migrate;

/// <summary>Lets both programs check the written files, as <c>butler check</c> does, with samples in place of the settings.</summary>
internal static class MigrationCheck
{
    /// <summary>Looks for the programs, so that nothing is written without them.</summary>
    /// <exception cref="RefusedCommandException">A program is missing.</exception>
    public static (string Functions, string Relay) Programs => (Binaries.Functions, Binaries.Relay);

    public static async Task<IReadOnlyList<CommandResult>> RunAsync(
        (string Functions, string Relay) programs, string app, string relay, IReadOnlyList<MissingSetting> settings,
        CancellationToken cancellationToken) => await Task.WhenAll(
        ShortCommand.RunAsync(Start(programs.Functions, "check", "BUTLER_CONFIG", app, settings), cancellationToken),
        ShortCommand.RunAsync(Start(programs.Relay, "check-config", "BUTLER_RELAY_CONFIG", relay, settings), cancellationToken));

    private static ChildStart Start(string program, string verb, string variable, string file, IReadOnlyList<MissingSetting> settings)
    {
        var environment = settings.GroupBy(setting => setting.Name).ToDictionary(same => same.Key, same => same.First().Sample);
        environment[variable] = file;

        // The relay may be meant for Windows, where it can watch services.
        environment["BUTLER_RELAY_SERVICES"] = "http://127.0.0.1:1";
        return new ChildStart(program, [verb]) { Environment = environment };
    }
}
