using System.Text.RegularExpressions;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>A load script as Qlik reads it: control statements end with their line, all others with a semicolon.</summary>
internal static partial class QlikScript
{
    /// <summary>Reads a script.</summary>
    /// <exception cref="FormatException">A block is not closed, or closed twice.</exception>
    public static IReadOnlyList<QlikNode> Parse(string text)
    {
        var statements = new Queue<(int Line, string Text)>(Split(text));
        var nodes = Block(statements, []);
        return statements.Count == 0
            ? nodes
            : throw new FormatException($"line {statements.Peek().Line}: nothing is open for {statements.Peek().Text}");
    }

    /// <summary>The statements in order, without comments.</summary>
    public static IEnumerable<(int Line, string Text)> Split(string text)
    {
        var (start, line) = (0, 1);
        var script = Comments(text, keep: false);
        while (true)
        {
            while (start < script.Length && char.IsWhiteSpace(script[start]))
            {
                line += script[start++] == '\n' ? 1 : 0;
            }

            if (start == script.Length)
            {
                yield break;
            }

            var end = End(script, start, Control().IsMatch(script[start..Math.Min(script.Length, start + 20)]) ? ";\n" : ";");
            var statement = script[start..end];
            yield return (line, statement.Trim());
            line += statement.Count(c => c == '\n') + (end < script.Length && script[end] == '\n' ? 1 : 0);
            start = Math.Min(script.Length, end + 1);
        }
    }

    /// <summary>The comments of a script, or the script without them.</summary>
    public static string Comments(string script, bool keep) => string.Join('\n', script.Split('\n').Select(line =>
    {
        var comment = End(line, 0, "/", (text, at) => text[at..].StartsWith("//", StringComparison.Ordinal));
        return keep ? line[comment..] : line[..comment];
    }));

    /// <summary>The place of the first of some characters outside quotes and brackets; the length, if there is none.</summary>
    public static int End(string text, int start, string characters, Func<string, int, bool>? isEnd = null)
    {
        for (var at = start; at < text.Length; at++)
        {
            if (characters.Contains(text[at]) && isEnd?.Invoke(text, at) != false)
            {
                return at;
            }

            if ("'\"[".Contains(text[at]))
            {
                var close = text.IndexOf(text[at] == '[' ? ']' : text[at], at + 1);
                at = close < 0 ? text.Length : close;
            }
        }

        return text.Length;
    }

    private static List<QlikNode> Block(Queue<(int Line, string Text)> statements, string[] ends)
    {
        var nodes = new List<QlikNode>();
        while (statements.TryPeek(out var next) && !ends.Concat(["End", "ElseIf", "Else", "Next", "Loop"]).Any(next.Text.StartsWith))
        {
            statements.Dequeue();
            nodes.Add(Node(next.Line, next.Text, statements));
        }

        return nodes;
    }

    private static QlikNode Node(int line, string text, Queue<(int Line, string Text)> rest)
    {
        if (SubLine().Match(text) is { Success: true } sub)
        {
            var block = Block(rest, ["End Sub"]);
            Close(rest, line, "End Sub");
            return new QlikSub(line, sub.Groups[1].Value, Words(sub.Groups[2].Value), block);
        }

        if (text.StartsWith("Call ", StringComparison.Ordinal))
        {
            var parenthesis = text.IndexOf('(', StringComparison.Ordinal);
            return new QlikCall(
                line, parenthesis < 0 ? text[5..] : text[5..parenthesis].Trim(), parenthesis < 0 ? "" : text[(parenthesis + 1)..^1]);
        }

        if (text.StartsWith("If ", StringComparison.Ordinal))
        {
            var branches = new List<(string, IReadOnlyList<QlikNode>)> { (Condition(line, text), Block(rest, [])) };
            while (rest.TryPeek(out var next) && next.Text.StartsWith("Else", StringComparison.Ordinal))
            {
                rest.Dequeue();
                branches.Add((next.Text == "Else" ? "1" : Condition(next.Line, next.Text), Block(rest, [])));
            }

            Close(rest, line, "End If");
            return new QlikIf(line, branches);
        }

        if (ForLine().Match(text) is { Success: true } counted)
        {
            var block = Block(rest, []);
            Close(rest, line, "Next " + counted.Groups[1].Value);
            return new QlikFor(line, counted.Groups[1].Value, counted.Groups[2].Value, counted.Groups[3].Value, block);
        }

        if (text == "Do")
        {
            var block = Block(rest, []);
            return new QlikLoop(line, Close(rest, line, "Loop While ")["Loop While ".Length..], block);
        }

        return new QlikStatement(line, text);
    }

    private static string Condition(int line, string text) => text.EndsWith(" Then", StringComparison.Ordinal)
        ? text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..^5]
        : throw new FormatException($"line {line}: there is no Then");

    private static string Close(Queue<(int Line, string Text)> rest, int line, string end) =>
        rest.TryDequeue(out var next) && next.Text.StartsWith(end, StringComparison.Ordinal)
            ? next.Text
            : throw new FormatException($"line {line}: expected {end}, but line {next.Line} is {next.Text}");

    private static string[] Words(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^(Sub|End|If|ElseIf|Else|For|Next|Do|Loop|Call)\b")]
    private static partial Regex Control();

    [GeneratedRegex(@"^Sub (\w+)(?: \(([^)]*)\))?$")]
    private static partial Regex SubLine();

    [GeneratedRegex(@"^For (\w+) = (.+) To (.+)$")]
    private static partial Regex ForLine();
}

/// <summary>A statement, or a block of them.</summary>
internal abstract record QlikNode(int Line);

internal sealed record QlikStatement(int Line, string Text) : QlikNode(Line);

internal sealed record QlikCall(int Line, string Name, string Arguments) : QlikNode(Line);

internal sealed record QlikSub(int Line, string Name, IReadOnlyList<string> Parameters, IReadOnlyList<QlikNode> Body) : QlikNode(Line);

internal sealed record QlikIf(int Line, IReadOnlyList<(string Condition, IReadOnlyList<QlikNode> Body)> Branches) : QlikNode(Line);

internal sealed record QlikFor(int Line, string Name, string From, string To, IReadOnlyList<QlikNode> Body) : QlikNode(Line);

internal sealed record QlikLoop(int Line, string Condition, IReadOnlyList<QlikNode> Body) : QlikNode(Line);
