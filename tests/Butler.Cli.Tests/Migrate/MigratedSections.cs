using Butler.Cli.Migrate;
using Butler.Cli.Migrate.Model;
using Butler.Cli.Migrate.Writing;

namespace Butler.Cli.Tests.Migrate;

/// <summary>What comes of a few sections of Butler's file, without the check of the files.</summary>
internal sealed class MigratedSections(Migration migration, KeyLedger ledger)
{
    /// <summary><c>butler.yaml</c> without its site, which every file has.</summary>
    public string App => Without(migration.App, MigratedFiles.AppOrder, "sites");

    /// <summary><c>relay.yaml</c> without what every file has.</summary>
    public string Relay => Without(migration.Relay, MigratedFiles.RelayOrder, "relay", "serviceBus", "qrs", "log");

    /// <summary>What every <c>relay.yaml</c> has.</summary>
    public string Qrs => YamlText.Of("", new() { ["qrs"] = migration.Relay["qrs"]!.DeepClone() })["# \n".Length..];

    public IReadOnlyList<string> Settings => [.. migration.Secrets.All.Select(setting => $"{setting.Name}: {setting.For}, {setting.From}")];

    public IReadOnlyList<string> Steps => migration.Steps;

    /// <summary>The key's row of the report.</summary>
    public string this[string key] => ledger.Keys.Where(row => row.Path == $"Butler.{key}")
        .Select(row => $"{row.Fate.Outcome} | {row.Fate.Where} | {row.Fate.Note}").Single();

    /// <param name="sections">The sections, indented as below <c>Butler:</c>.</param>
    public static async Task<MigratedSections> OfAsync(string sections)
    {
        using var butler = new ButlerFixture();
        var text = sections.Contains("configQRS:", StringComparison.Ordinal) ? sections
            : sections + "\nconfigQRS: { host: sense.example.com, useSSL: false }";
        await File.WriteAllTextAsync(
            butler.File, "Butler:\n  " + text.ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal));
        var (migration, ledger) = await MigrationRun.OfAsync(
            new FileInfo(butler.File), null, TimeZoneInfo.Utc, new DateTimeOffset(2031, 3, 14, 4, 0, 0, TimeSpan.Zero),
            TestContext.Current.CancellationToken);
        return new MigratedSections(migration, ledger);
    }

    private static string Without(System.Text.Json.Nodes.JsonObject file, string[] order, params string[] keys)
    {
        var rest = (System.Text.Json.Nodes.JsonObject)file.DeepClone();
        foreach (var key in keys)
        {
            rest.Remove(key);
        }

        return YamlText.Of("", rest, order)["# \n".Length..];
    }
}
