using System.Text;
using Butler.Cli.CommandLine;
using Butler.Cli.Migrate.Model;
using Butler.Cli.Schedules;

namespace Butler.Cli.Migrate.Writing;

/// <summary>The files that a migration writes.</summary>
internal static class MigratedFiles
{
    public const string App = "butler.yaml";
    public const string Relay = "relay.yaml";
    public const string Report = "migration.md";

    public static readonly string[] AppOrder = ["sites", "links", "channels", "routes", "api"];
    public static readonly string[] RelayOrder =
        ["relay", "serviceBus", "udp", "qrs", "engine", "monitors", "licenseRelease", "scriptLog", "commands", "mqtt", "api", "log"];

    /// <summary>The files by their paths below the output folder.</summary>
    public static IReadOnlyDictionary<string, byte[]> Of(Migration migration, KeyLedger ledger, string source)
    {
        const string hint = "Made by butler migrate from Butler's configuration; migration.md says what became of each of its keys.";
        var files = new OrderedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [App] = Encoding.UTF8.GetBytes(YamlText.Of(hint, migration.App, AppOrder) + Schedules(migration)),
            [Relay] = Encoding.UTF8.GetBytes(YamlText.Of(hint, migration.Relay, RelayOrder)),
            [Report] = Encoding.UTF8.GetBytes(MigrationReport.Of(migration, ledger, source)),
        };
        foreach (var (path, from) in migration.Files.Copies)
        {
            files[path] = File.ReadAllBytes(from);
        }

        return files;
    }

    /// <summary>Writes the files.</summary>
    /// <exception cref="RefusedCommandException">Some of them exist, and may not be replaced.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(string folder, IReadOnlyDictionary<string, byte[]> files, bool replaces)
    {
        var existing = files.Keys.Where(path => File.Exists(Path.Combine(folder, path))).ToList();
        if (existing.Count > 0 && !replaces)
        {
            throw new RefusedCommandException(
                $"{folder} holds {string.Join(", ", existing)} already; name another folder, or replace the files with --force");
        }

        foreach (var (path, content) in files)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, content);
        }
    }

    private static string Schedules(Migration migration)
    {
        var good = (migration.Schedules ?? []).Where(schedule => schedule.Fault is null).ToList();
        return good.Count > 0 && migration.Butler.Peek("scheduler.enable") ? ScheduleSection.Of(good, site: null) : "";
    }
}
