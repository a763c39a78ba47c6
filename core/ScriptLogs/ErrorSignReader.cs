using System.Text.RegularExpressions;
using Butler.Core.Configuration;

namespace Butler.Core.ScriptLogs;

/// <summary>Reads an entry of <c>scriptLog.errorSigns</c>: a text, or a regular expression between slashes; case-insensitive.</summary>
public static class ErrorSignReader
{
    private const int ShortestText = 3;

    /// <summary>The time is linear in the length of a line for all expressions.</summary>
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>One entry.</summary>
    public static YamlType<Regex> Sign { get; } = Yaml.Text.Then((string text, out Regex sign) =>
    {
        sign = null!;
        if (text is not ['/', .. var expression, '/'])
        {
            sign = new Regex(Regex.Escape(text.Trim()), Options);
            return text.Trim().Length >= ShortestText ? null : "must have at least 3 characters: shorter texts are in nearly every line";
        }

        try
        {
            sign = new Regex(expression, Options);
            return sign.IsMatch("") ? "matches every line, because it matches an empty text" : null;
        }
        catch (ArgumentException problem)
        {
            return $"is not a regular expression: {problem.Message}";
        }
        catch (NotSupportedException)
        {
            return "has a back reference or a look-around, which is not allowed in error signs, because each line of each log is matched";
        }
    });
}
