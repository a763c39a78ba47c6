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
            "The journal's directory, this relay's alone; from where this file lies"),
        MaxSize = keys.Optional(
            "maxSize", Yaml.Bytes.Then<long>(AtLeastSmallest), Standard.MaxSize, "How large it may grow; more is refused"),
        Fsync = keys.Optional(
            "fsync", Yaml.Duration.Then<TimeSpan>(Interval), Standard.Fsync, "How long what was accepted may stay exposed to a power cut"),
    });

    /// <summary>The section when the file has none: the directory may come from the environment all the same.</summary>
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
