using System.CommandLine;
using Butler.Cli.CommandLine;
using Butler.Cli.Migrate.Model;
using Butler.Cli.Migrate.Writing;
using Butler.Core.Configuration;
using Butler.Local.Processes;

namespace Butler.Cli.Migrate;

/// <summary><c>butler migrate</c>: converts the configuration of Butler, the Node.js tool.</summary>
internal static class MigrateCommand
{
    /// <summary>The files are written, but something of them needs a correction.</summary>
    private const int Incomplete = 1;

    public static Command Create() => Create(TimeProvider.System, () => MigrationCheck.Programs);

    /// <summary>Like <see cref="Create()"/>, with the given clock, and the way to the programs that check files.</summary>
    public static Command Create(TimeProvider time, Func<(string Functions, string Relay)> find)
    {
        var options = new MigrateOptions();
        var command = new Command(
            "migrate",
            "Write butler.yaml, relay.yaml and a report from the configuration of Butler, the Node.js tool (versions 15 to 17).");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await RunAsync(options, parsed, time, find, cancellationToken);
            }
            catch (Exception e) when (e is RefusedCommandException or ConfigurationException or ChildStartException or IOException
                or UnauthorizedAccessException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"butler migrate: {e.Message}");
                return ExitCodes.Refused;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        MigrateOptions options, ParseResult parsed, TimeProvider time, Func<(string Functions, string Relay)> find,
        CancellationToken cancellationToken)
    {
        var (file, folder) = (options.FileOf(parsed), options.FolderOf(parsed));
        var (migration, ledger) = await MigrationRun.OfAsync(
            file, parsed.GetValue(options.Schedules), options.ZoneOf(parsed, time), time.GetUtcNow(), cancellationToken);
        var programs = find();
        var files = MigratedFiles.Of(migration, ledger, file.Name);
        MigratedFiles.Write(folder, files, parsed.GetValue(options.Force));

        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        foreach (var path in files.Keys)
        {
            await output.WriteLineAsync($"wrote {Path.Combine(folder, path)}");
        }

        foreach (var outcome in KeyFate.Outcomes)
        {
            await output.WriteLineAsync($"{outcome}: {ledger.Keys.Count(key => key.Fate.Outcome == outcome)} keys");
        }

        var results = await MigrationCheck.RunAsync(
            programs, Path.Combine(folder, MigratedFiles.App), Path.Combine(folder, MigratedFiles.Relay), migration.Secrets.All,
            cancellationToken);
        foreach (var result in results)
        {
            await output.WriteAsync(result.Output);
            await error.WriteAsync(result.Error);
        }

        var isGood = results.All(result => result.ExitCode == 0);
        if (!isGood)
        {
            await error.WriteLineAsync("butler migrate: the files were written, but have the faults above; correct them there");
        }

        var lost = (migration.Schedules ?? []).Count(schedule => schedule.Fault is not null);
        if (lost > 0)
        {
            await error.WriteLineAsync($"butler migrate: {lost} schedules were not taken over; {MigratedFiles.Report} says why");
        }

        await output.WriteLineAsync(
            $"{migration.Secrets.All.Count} settings to make; {Path.Combine(folder, MigratedFiles.Report)} lists them and what to do next");
        return isGood && lost == 0 ? ExitCodes.Success : Incomplete;
    }
}
