using System.Globalization;
using System.Text.RegularExpressions;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>Evaluates expressions of load scripts. A value is a text, which may be that of a number, or null.</summary>
/// <param name="name">Gives the value of a variable or a field.</param>
/// <param name="call">Calls a function.</param>
internal sealed partial class QlikExpression(Func<string, string?> name, Func<string, IReadOnlyList<string?>, string?> call)
{
    private static readonly string[][] Levels = [["or"], ["and"], ["=", "<>", "<", ">", "<=", ">="], ["&"], ["+", "-"], ["*", "/"]];
    private List<string> tokens = [];
    private int at;

    public static string? Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public string? Evaluate(string text)
    {
        (tokens, at) = ([.. Token().Matches(text).Select(match => match.Value)], 0);
        var value = Level(0);
        return at == tokens.Count ? value : throw new FormatException($"unexpected {tokens[at]} in {text}");
    }

    public static bool IsTrue(string? value) => Number(value) is { } number && number != 0;

    private string? Level(int level)
    {
        if (level == 2 && Take("not"))
        {
            return IsTrue(Level(2)) ? "0" : "-1";
        }

        if (level == Levels.Length)
        {
            return Operand();
        }

        var value = Level(level + 1);
        while (at < tokens.Count && Levels[level].Contains(tokens[at].ToLowerInvariant()))
        {
            var sign = tokens[at++].ToLowerInvariant();
            value = Apply(sign, value, Level(level + 1));
        }

        return value;
    }

    private static string? Apply(string sign, string? left, string? right)
    {
        var (a, b) = (Number(left), Number(right));
        return sign switch
        {
            "&" => left + right,
            "or" => Truth(IsTrue(left) || IsTrue(right)),
            "and" => Truth(IsTrue(left) && IsTrue(right)),
            "+" => a is null || b is null ? null : Number(a.Value + b.Value),
            "-" => a is null || b is null ? null : Number(a.Value - b.Value),
            "*" => a is null || b is null ? null : Number(a.Value * b.Value),
            "/" => a is null || b is null ? null : Number(a.Value / b.Value),
            _ => left is null || right is null ? "0" : Truth(Compare(sign, a is null || b is null
                ? string.CompareOrdinal(left, right)
                : a.Value.CompareTo(b.Value))),
        };
    }

    private static bool Compare(string sign, int order) => sign switch
    {
        "=" => order == 0,
        "<>" => order != 0,
        "<" => order < 0,
        ">" => order > 0,
        "<=" => order <= 0,
        _ => order >= 0,
    };

    private static string Truth(bool value) => value ? "-1" : "0";

    private string? Operand()
    {
        var token = tokens[at++];
        if (token[0] == '\'')
        {
            return token[1..^1].Replace("''", "'", StringComparison.Ordinal);
        }

        if (token == "(")
        {
            var value = Level(0);
            return Take(")") ? value : throw new FormatException("a parenthesis is open");
        }

        if (char.IsAsciiDigit(token[0]))
        {
            return token;
        }

        if (token[0] == '[' || !Take("("))
        {
            return char.IsLetter(token[0]) || "[_".Contains(token[0])
                ? name(token.Trim('[', ']'))
                : throw new FormatException($"unexpected {token}");
        }

        var arguments = new List<string?>();
        while (!Take(")"))
        {
            arguments.Add(Level(0));
            Take(",");
        }

        return call(token, arguments);
    }

    private bool Take(string token)
    {
        var found = at < tokens.Count && tokens[at].Equals(token, StringComparison.OrdinalIgnoreCase);
        at += found ? 1 : 0;
        return found;
    }

    [GeneratedRegex(@"'(?:[^']|'')*'|\[[^\]]*\]|\w+(?:\.\d+)?|<>|<=|>=|[^\s\w]")]
    private static partial Regex Token();
}
