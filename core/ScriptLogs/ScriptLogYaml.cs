using System.Text.RegularExpressions;
using Butler.Core.Configuration;

namespace Butler.Core.ScriptLogs;

/// <summary>Reads how script logs are read, in either configuration file.</summary>
public static class ScriptLogYaml
{
    private const int MaxLines = 1000;

    /// <summary>Limits the time of an operator's own pattern, so that it cannot stall the process.</summary>
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>Reads <c>head</c>, <c>tail</c> and <c>errorSigns</c>.</summary>
    public static ScriptLogParts Parts(YamlKeys keys)
    {
        var standard = new ScriptLogParts();
        return new ScriptLogParts
        {
            Head = keys.Optional("head", Yaml.Int(0, MaxLines), standard.Head, "The number of first lines in an event"),
            Tail = keys.Optional("tail", Yaml.Int(0, MaxLines), standard.Tail, "The number of last lines in an event"),
            ErrorSigns = keys.Optional(
                "errorSigns",
                Yaml.List(ErrorSignReader.Sign),
                standard.ErrorSigns,
                "Texts, or regular expressions between slashes, that mark a line with the cause of a failed reload, besides the built-in "
                    + "ones"),
        };
    }

    /// <summary>Reads <c>redact</c>.</summary>
    public static IReadOnlyList<Regex> Redact(YamlKeys keys) =>
        keys.Optional("redact", Yaml.List(Yaml.Text.Then<Regex>(Pattern)), [], "Regular expressions of texts to mask");

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
}
