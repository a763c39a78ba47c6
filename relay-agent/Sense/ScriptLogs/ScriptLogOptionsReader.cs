using System.Text.RegularExpressions;
using Butler.Core.Configuration;

namespace Butler.RelayAgent.Sense.ScriptLogs;

internal static class ScriptLogOptionsReader
{
    private const int MaxLines = 1000;

    /// <summary>Limits the time of an operator's own pattern, so that it cannot stall the relay.</summary>
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>The section <c>scriptLog</c>.</summary>
    public static YamlType<ScriptLogOptions> Type()
    {
        var standard = new ScriptLogOptions();
        return Yaml.Object(keys => new ScriptLogOptions
        {
            Head = keys.Optional("head", Yaml.Int(0, MaxLines), standard.Head, "How many of its first lines go with an event"),
            Tail = keys.Optional("tail", Yaml.Int(0, MaxLines), standard.Tail, "How many of its last lines go with an event"),
            Redact = keys.Optional(
                "redact", Yaml.List(Yaml.Text.Then<Regex>(Pattern)), standard.Redact,
                "Regular expressions of what must not leave the house"),
            ErrorSigns = keys.Optional(
                "errorSigns",
                Yaml.List(ErrorSignReader.Sign),
                standard.ErrorSigns,
                "Texts, or regular expressions between slashes, that mark a line which says why a reload failed, besides those that are built in"),
            Store = keys.Optional("store", Store(), standard.Store, "Keeping the script logs of failed reloads on disk"),
        });
    }

    private static YamlType<ScriptLogStoreOptions> Store()
    {
        var standard = new ScriptLogStoreOptions();
        return Yaml.Object(keys => new ScriptLogStoreOptions
        {
            Directory = keys.Optional("directory", Yaml.Text, "Where they are kept, a folder each day; absent: they are not"),
            Keep = keys.Optional("keep", Yaml.Duration.Then<TimeSpan>(AtLeastOneDay), standard.Keep, "How long"),
        });
    }

    private static string? Pattern(string text, out Regex result)
    {
        try
        {
            result = new Regex(text, RegexOptions.CultureInvariant, MatchTimeout);
            return null;
        }
        catch (ArgumentException problem)
        {
            result = null!;
            return $"is not a regular expression: {problem.Message}";
        }
    }

    private static string? AtLeastOneDay(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromDays(1) ? "must be at least 1d" : null;
}
