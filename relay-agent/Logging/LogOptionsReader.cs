using Butler.Core.Configuration;

namespace Butler.RelayAgent.Logging;

/// <param name="overrides">The environment variables that replace values of the file.</param>
internal sealed class LogOptionsReader(EnvironmentOverrides overrides)
{
    /// <summary>Replaces <c>log.level</c>.</summary>
    public const string LevelVariable = "BUTLER_LOG_LEVEL";

    private static readonly string[] Levels = ["trace", "debug", "info", "warning", "error"];
    private static readonly LogOptions Standard = new();

    /// <summary>The section <c>log</c>.</summary>
    public YamlType<LogOptions> Type() => Yaml.Object(keys => new LogOptions
    {
        Level = keys.Optional(
            "level",
            overrides.Over(LevelVariable, Yaml.OneOf(Levels), Level),
            overrides.Instead(LevelVariable, keys, "level", Level, Standard.Level),
            "The minimum level"),
        Directory = keys.Optional("directory", Yaml.Text, "The folder for log files, one each day; absent: only the console"),
        Keep = keys.Optional("keep", Yaml.Duration, Standard.Keep, "How long log files are kept"),
    });

    /// <summary>The section when the file has none: the level may still come from the environment.</summary>
    public LogOptions Absent(YamlKeys keys) => new() { Level = overrides.Instead(LevelVariable, keys, "log", Level, Standard.Level) };

    private static string? Level(string text, out string value) =>
        Levels.Contains(value = text.ToLowerInvariant()) ? null : $"is \"{text}\"; expected one of {string.Join(", ", Levels)}";
}
