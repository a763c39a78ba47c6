using System.Buffers;

namespace Butler.Core.Secrets;

/// <summary>
/// Finds passwords in the command lines of well-known programs that accept passwords in a short option or without an option:
/// <c>sqlcmd -P x</c>, <c>curl -u user:x</c>, <c>sqlplus user/x@db</c>.
/// </summary>
internal static class CommandTools
{
    /// <summary>The maximum distance of an option from the program's name.</summary>
    private const int MaxLine = 1024;

    private static readonly Tool[] Tools =
    [
        new("mysqldump", ["-p"], Joined: true), new("mysql", ["-p"], Joined: true), new("sqlcmd", ["-P"]), new("osql", ["-P"]),
        new("bcp", ["-P"]), new("curl", ["-u", "--user", "-U", "--proxy-user"], IsUser: true), new("sshpass", ["-p"], Joined: true),
        new("plink", ["-pw"]), new("pscp", ["-pw"]), new("sqlplus", [], IsLogin: true), new("sqlldr", [], IsLogin: true),
        new("expdp", [], IsLogin: true), new("impdp", [], IsLogin: true),
    ];

    private static readonly SearchValues<char> EndOfWord = SearchValues.Create(" \t\r\n\"'");

    /// <summary>The programs.</summary>
    public static IEnumerable<string> Names => Tools.Select(tool => tool.Name);

    /// <summary>The position of the password after the program's name; empty when there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The word.</param>
    /// <param name="at">The end of the word.</param>
    public static (int Start, int End) Find(ReadOnlySpan<char> text, ReadOnlySpan<char> name, int at)
    {
        foreach (var tool in Tools)
        {
            if (name.StartsWith(tool.Name, StringComparison.OrdinalIgnoreCase)
                && (name.Length == tool.Name.Length || name[tool.Name.Length..].Equals(".exe", StringComparison.OrdinalIgnoreCase)))
            {
                return Find(text, tool, at);
            }
        }

        return default;
    }

    private static (int Start, int End) Find(ReadOnlySpan<char> text, Tool tool, int at)
    {
        var limit = Math.Min(text.Length, at + MaxLine);
        var isValue = false;
        for (var start = Blank(text, at, limit); start < limit && text[start] is not ('\r' or '\n');)
        {
            var end = WordEnd(text, start);
            var word = text[start..end];
            if (tool.IsLogin && word.IndexOf('/') is var slash and > 0)
            {
                return (start + slash + 1, word.LastIndexOf('@') is var host && host > slash ? start + host : end);
            }

            if (isValue && !word.StartsWith("-", StringComparison.Ordinal))
            {
                return !tool.IsUser ? (start, end) : word.IndexOf(':') is var colon and >= 0 ? (start + colon + 1, end) : default;
            }

            if (IsTool(word))
            {
                return default; // the following options belong to the other program
            }

            isValue = false;
            foreach (var option in tool.Options)
            {
                if (word.SequenceEqual(option))
                {
                    isValue = !tool.Joined || tool.Name is "sshpass"; // mysql -p x: x is the database
                }
                else if ((tool.Joined || tool.IsUser) && word.StartsWith(option, StringComparison.Ordinal)
                    && !word.StartsWith("--", StringComparison.Ordinal)
                    && !word.StartsWith("-port", StringComparison.OrdinalIgnoreCase))
                {
                    var from = start + option.Length;
                    var user = tool.IsUser ? text[from..end].IndexOf(':') : -1;
                    return (from + user + 1, end);
                }
            }

            start = Blank(text, end, limit);
        }

        return default;
    }

    private static bool IsTool(ReadOnlySpan<char> word)
    {
        foreach (var tool in Tools)
        {
            if (word.StartsWith(tool.Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static int Blank(ReadOnlySpan<char> text, int at, int limit)
    {
        while (at < limit && text[at] is ' ' or '\t' or '"' or '\'')
        {
            at++;
        }

        return at;
    }

    private static int WordEnd(ReadOnlySpan<char> text, int at) =>
        text[at..].IndexOfAny(EndOfWord) is var found and >= 0 ? at + found : text.Length;

    private sealed record Tool(string Name, string[] Options, bool Joined = false, bool IsUser = false, bool IsLogin = false);
}
