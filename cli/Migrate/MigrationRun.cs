using Butler.Cli.Migrate.Model;
using Butler.Cli.Migrate.Sections;
using Butler.Cli.Schedules;
using Butler.Core.Configuration;

namespace Butler.Cli.Migrate;

/// <summary>Applies all rules to Butler's file.</summary>
internal static class MigrationRun
{
    /// <param name="file">Butler's file.</param>
    /// <param name="schedules">Its schedule file; null: the one that it names, if that is found.</param>
    /// <param name="zone">The time zone of Butler's machine.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ConfigurationException">A file has faults; the exception lists all of them.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<(Migration Migration, KeyLedger Ledger)> OfAsync(
        FileInfo file, FileInfo? schedules, TimeZoneInfo zone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var butler = await ButlerFile.ReadAsync(file, cancellationToken);
        var folder = file.DirectoryName!;
        var scheduler = butler.Butler.In("scheduler");
        var named = scheduler.Peek("enable") && scheduler.Peeked("configfile") is { } path ? new CopiedFiles(folder).Find(path) : null;
        var read = (schedules?.FullName ?? named) is { } found
            ? ImportedSchedule.Of(await ButlerSchedule.ReadAsync(found, cancellationToken), zone, now)
            : null;
        var migration = new Migration(butler, read, zone, folder);
        foreach (var rule in SectionRules.All)
        {
            rule.Apply(migration);
        }

        return butler.Faults.Count > 0 ? throw new ConfigurationException(butler.Faults) : (migration, butler.Ledger);
    }
}
