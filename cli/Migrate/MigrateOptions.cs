using System.CommandLine;
using Butler.Cli.CommandLine;
using Butler.Core.Time;

namespace Butler.Cli.Migrate;

/// <summary>What <c>butler migrate</c> takes.</summary>
internal sealed class MigrateOptions
{
    public Argument<string> File { get; } = new("FILE") { Description = "Butler's configuration file, with the root key Butler." };

    public Option<FileInfo?> Schedules { get; } = new("--schedules")
    {
        Description = "Butler's schedule file; without it, the one that the configuration names, if it is found.",
        HelpName = "file",
    };

    public Option<bool> Force { get; } = new("--force") { Description = "Replaces files that are in the folder." };

    private Option<string> Folder { get; } = new("--out") { Description = "The folder to write to.", HelpName = "folder", Required = true };

    private Option<string?> Zone { get; } = new("--butler-zone")
    {
        Description = "The time zone of the machine on which Butler runs; without it, that of this machine.",
        HelpName = "zone",
    };

    public void AddTo(Command command)
    {
        command.Add(File);
        foreach (var option in (Option[])[Folder, Schedules, Zone, Force])
        {
            command.Add(option);
        }
    }

    /// <exception cref="RefusedCommandException">There is no such file.</exception>
    public FileInfo FileOf(ParseResult parsed)
    {
        if (parsed.GetValue(Schedules) is { Exists: false } schedules)
        {
            throw new RefusedCommandException($"{Schedules.Name}: there is no file {schedules.FullName}");
        }

        var file = new FileInfo(parsed.GetValue(File)!);
        return file.Exists ? file
            : throw new RefusedCommandException($"there is no file {file.FullName}; name the file that Butler is started with");
    }

    /// <exception cref="RefusedCommandException">The folder is a file.</exception>
    public string FolderOf(ParseResult parsed)
    {
        var folder = Path.GetFullPath(parsed.GetValue(Folder)!);
        return System.IO.File.Exists(folder)
            ? throw new RefusedCommandException($"{Folder.Name}: {folder} is a file; name a folder")
            : folder;
    }

    /// <exception cref="RefusedCommandException">The time zone is unknown.</exception>
    public TimeZoneInfo ZoneOf(ParseResult parsed, TimeProvider time) => parsed.GetValue(Zone) is not { } name ? time.LocalTimeZone
        : TimeZoneNames.TryFind(name, out var zone) ? zone
        : throw new RefusedCommandException($"{Zone.Name} '{name}' is not a time zone: expected one like Europe/Stockholm");
}
