using Butler.Core.Configuration;

namespace Butler.RelayAgent.Journal;

/// <param name="overrides">The environment variables that replace values of the file.</param>
internal sealed class JournalOptionsReader(EnvironmentOverrides overrides)
{
    /// <summary>Replaces <c>journal.directory</c>.</summary>
    public const string DirectoryVariable = "BUTLER_RELAY_JOURNAL";

    private const long SmallestJournal = 4L * 1024 * 1024;
    private static readonly JournalOptions Standard = new();

    /// <summary>The section <c>journal</c>.</summary>
    public YamlType<JournalOptions> Type() => Yaml.Object(keys => new JournalOptions
    {
        Directory = keys.Optional(
            "directory",
            overrides.Over(DirectoryVariable, Yaml.Text, Same),
            overrides.Instead(DirectoryVariable, keys, "directory", Same, Standard.Directory),
            "The journal's directory, used only by this relay; relative to this file"),
        MaxSize = keys.Optional(
            "maxSize", Yaml.Bytes.Then<long>(AtLeastSmallest), Standard.MaxSize, "The maximum size; further datagrams are refused"),
        Fsync = keys.Optional(
            "fsync", Yaml.Duration.Then<TimeSpan>(Interval), Standard.Fsync,
            "The interval of syncs to disk; a power cut can lose datagrams of this time"),
    });

    /// <summary>The section when the file has none: the directory may still come from the environment.</summary>
    public JournalOptions Absent(YamlKeys keys) =>
        new() { Directory = overrides.Instead(DirectoryVariable, keys, "journal", Same, Standard.Directory) };

    private static string? Same(string text, out string value)
    {
        value = text;
        return null;
    }

    private static string? AtLeastSmallest(long bytes, out long value) =>
        (value = bytes) >= SmallestJournal ? null : "must be at least 4MiB";

    private static string? Interval(TimeSpan interval, out TimeSpan value) =>
        (value = interval) >= TimeSpan.FromMilliseconds(1) && interval <= TimeSpan.FromMinutes(1) ? null : "must be from 1ms to 1m";
}
