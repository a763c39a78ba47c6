using System.Text.RegularExpressions;
using Butler.Core.Configuration;
using Butler.Core.ScriptLogs;

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
            Parts = new ScriptLogParts
            {
                Head = keys.Optional("head", Yaml.Int(0, MaxLines), standard.Parts.Head, "The number of first lines in an event"),
                Tail = keys.Optional("tail", Yaml.Int(0, MaxLines), standard.Parts.Tail, "The number of last lines in an event"),
                ErrorSigns = keys.Optional(
                    "errorSigns",
                    Yaml.List(ErrorSignReader.Sign),
                    standard.Parts.ErrorSigns,
                    "Texts, or regular expressions between slashes, that mark a line with the cause of a failed reload, besides the "
                        + "built-in ones"),
            },
            Redact = keys.Optional(
                "redact", Yaml.List(Yaml.Text.Then<Regex>(Pattern)), standard.Redact,
                "Regular expressions of texts to mask"),
            Store = keys.Optional("store", Store(), standard.Store, "The storage of script logs of failed reloads"),
        });
    }

    private static YamlType<ScriptLogStoreOptions> Store()
    {
        var standard = new ScriptLogStoreOptions();
        return Yaml.Object(keys => new ScriptLogStoreOptions
        {
            Directory = keys.Optional(
                "directory", Yaml.Text, "The folder of the logs, with a folder for each day; absent: logs are not kept"),
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
