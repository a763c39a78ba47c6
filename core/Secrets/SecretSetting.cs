namespace Butler.Core.Secrets;

/// <summary>Reads one name in a text, and finds its value: a setting, a header, an option, an element.</summary>
/// <param name="text">The text.</param>
/// <param name="found">Receives the range of the value.</param>
internal ref struct SecretSetting(ReadOnlySpan<char> text, SecretRanges found)
{
    private const int MaxAttributes = 512;

    private readonly ReadOnlySpan<char> text = text;
    private SecretValues values = new(text, found);

    /// <summary>The secret that is still open at the end of the text.</summary>
    public readonly OpenSecret Open => values.Open;

    /// <summary>Reads the value of the name from <paramref name="start"/> to <paramref name="end"/>.</summary>
    /// <returns>The position at which to continue.</returns>
    public int Read(int start, int end)
    {
        var isOption = text[start] is '-' || (start > 0 && text[start - 1] is '/' && (start == 1 || text[start - 2] is ' '));
        Trim(ref start, ref end);
        if (start == end)
        {
            return end;
        }

        var name = text[start..end];
        switch (name)
        {
            case { Length: 5 or 6 } when Is(name, "bearer") || Is(name, "basic"):
                return values.Scheme(start, end);
            case { Length: 10 } when Is(name, "identified") || Is(name, "httpheader"):
                return Is(name, "identified") ? IdentifiedBy(end) : Header(end);
            case { Length: 7 } when Is(name, "XUserId"):
                return Word(end, " is ") is var user and >= 0 ? values.Read(user, default, false, isSetting: false) : end;
        }

        if (CommandTools.Find(text, name, end) is var (from, to) && to > from)
        {
            found.Add(text, from, to);
            return to;
        }

        var before = WordBefore(start);
        var kind = SecretNames.KindOf(name, before);
        return kind == NameKind.None ? AzureSecret(start, end) : Value(start, end, kind, isOption, before);
    }

    private int Value(int start, int end, NameKind kind, bool isOption, ReadOnlySpan<char> before)
    {
        var mark = QuoteMark.At(text, end);
        mark = mark.IsSome && start > 0 && (text[start - 1] == mark.Sign || text[start - 1] is '[') ? mark : default;
        var p = end + mark.Length;
        while (p < text.Length && text[p] is ']')
        {
            p++;
        }

        var q = values.Blanks(p);
        var isInAddress = IsInAddress(start);
        if (kind == NameKind.InAddress && !isInAddress && !(mark.IsSome && IsParameter(start - mark.Length)))
        {
            return end;
        }

        if (IsTag(start) && !mark.IsSome)
        {
            return Element(end);
        }

        if (q == text.Length)
        {
            return mark.IsSome && q > end && IsParameter(start - mark.Length) ? values.Wait(mark) : end;
        }

        if (text[p..].StartsWith("%3D", StringComparison.OrdinalIgnoreCase))
        {
            return values.InAddress(p + 3, kind);
        }

        var (after, isJson) = Separator(q);
        if (after > 0)
        {
            isJson &= mark is { Count: 1, Slashes: 0 };
            return isInAddress && text[q] == '=' ? values.InAddress(after, kind)
                : IsStatement(before) && text[q] == '=' ? values.Statement(after)
                : values.Of(kind, start, after, mark, isJson, isSetting: text[q] == '=');
        }

        if (mark.IsSome && QuoteMark.At(text, q).IsSome)
        {
            return q > p ? values.Of(kind, start, q, mark, isJson: false, isSetting: false) : end;
        }

        if (Pair(q) is var pair and > 0 && mark.IsSome)
        {
            return values.Of(kind, start, pair, default, isJson: mark.Count == 1, isSetting: false);
        }

        return q > p && (isOption ? text[q] is not '-' and not '/' : kind == NameKind.Secret && text[q] is '\'') ? values
            .Read(q, default, false, isSetting: false)
            : Word(end, " is ") is var value and >= 0 && IsConnect(start) ? values.Read(value, default, false, isSetting: false)
            : end;
    }

    /// <summary>The start of the value after <c>=</c>, <c>:</c>, <c>=&gt;</c> or <c>:=</c>; 0 without one of them.</summary>
    private readonly (int After, bool IsColon) Separator(int at)
    {
        var end = at;
        while (end < text.Length && end - at < 2 && text[end] is '=' or ':' or '：')
        {
            end++;
        }

        end += end > at && end < text.Length && text[end] is '>' ? 1 : 0;
        var isNone = end == at || text[at..end] is "::" || text[end..].StartsWith("//", StringComparison.Ordinal);
        return isNone ? default : (end, text[at] is ':');
    }

    /// <summary>
    /// <c>"name": "password", "value": "x"</c> and <c>key="password" value="x"</c>: the start of the value; 0 for anything else.
    /// </summary>
    private readonly int Pair(int at)
    {
        at += text[at] is ',' ? 1 : 0;
        at = values.Blanks(at);
        at += QuoteMark.At(text, at).Length;
        foreach (var word in (ReadOnlySpan<string>)["value", "qValue", "val", "content"])
        {
            if (text[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                at += word.Length;
                at += QuoteMark.At(text, at).Length;
                return Separator(values.Blanks(at)).After;
            }
        }

        return 0;
    }

    private int Element(int end)
    {
        var rest = text[end..Math.Min(text.Length, end + MaxAttributes)];
        var close = rest.IndexOfAny('>', '<');
        if (close < 0 || rest[close] == '<' || (close > 0 && rest[close - 1] == '/'))
        {
            return end;
        }

        return values.Element(end + close + 1);
    }

    private int IdentifiedBy(int end)
    {
        var at = Word(end, " by ");
        at = at < 0 ? -1 : Word(at - 1, " values ") is var hash and >= 0 ? hash : values.Blanks(at);
        return at < 0 ? end : values.Read(at, default, false, isSetting: false);
    }

    /// <summary>
    /// The REST connector's <c>HTTPHEADER "name" "value"</c>: every value is a secret, except for known harmless headers.
    /// </summary>
    private int Header(int end)
    {
        var at = values.Blanks(end);
        var mark = QuoteMark.At(text, at);
        var close = mark.IsSome ? mark.Next(text, at + mark.Length, isJson: false) : -1;
        if (close < 0)
        {
            return end;
        }

        if (SecretNames.IsHarmlessHeader(text[(at + mark.Length)..close]))
        {
            return close;
        }

        var value = values.Blanks(close + mark.Length);
        return value == text.Length ? values.Wait(mark) : QuoteMark.At(text, value).IsSome ? values
            .Read(value, mark, false, isSetting: false) : close;
    }

    /// <summary>The secret of an application in Entra ID: forty characters with <c>8Q~</c> as the fourth to sixth.</summary>
    private readonly int AzureSecret(int start, int end)
    {
        const int Length = 40;
        if (text[start..end].IndexOf("8Q~", StringComparison.Ordinal) is 3 || (end < text.Length && text[end] == '~' && end - start >= 5))
        {
            var stop = end;
            while (stop < text.Length && (char.IsAsciiLetterOrDigit(text[stop]) || text[stop] is '~' or '_' or '-' or '.'))
            {
                stop++;
            }

            if (stop - start >= Length && text[start..stop].IndexOf("8Q~", StringComparison.Ordinal) == 3)
            {
                found.Add(text, start, stop);
                return stop;
            }
        }

        return end;
    }

    private readonly void Trim(ref int start, ref int end)
    {
        if (start > 0 && text[start - 1] == '%' && end - start > 2 && char.IsAsciiHexDigit(text[start])
            && char.IsAsciiHexDigit(text[start + 1]))
        {
            start += 2; // %3Fsig%3D: a name in an address that is part of another
        }

        while (start < end && text[start] is '-' or '.' or '$' or '#' or '@')
        {
            start++;
        }

        while (end > start && text[end - 1] is '-' or '.')
        {
            end--;
        }
    }

    private readonly ReadOnlySpan<char> WordBefore(int start)
    {
        const int MaxWord = 24;
        var end = start;
        while (end > 0 && start - end < 4 && text[end - 1] is ' ' or '\t')
        {
            end--;
        }

        var from = end;
        while (from > 0 && end - from < MaxWord && char.IsLetter(text[from - 1]))
        {
            from--;
        }

        return end == start ? default : text[from..end];
    }

    private readonly bool IsParameter(int quote)
    {
        var before = WordBefore(Math.Max(0, quote));
        return Is(before, "query") || Is(before, "form") || Is(before, "parameter") || Is(before, "param") || Is(before, "header")
            || Is(before, "cookie");
    }

    private readonly bool IsInAddress(int start) => start > 0
        && (text[start - 1] is '?' or '&'
            || (text[start - 1] == ';' && text[..start].EndsWith("&amp;", StringComparison.OrdinalIgnoreCase))
            || (start > 2 && text[start - 3] == '%' && (Is(text[(start - 2)..start], "3F") || Is(text[(start - 2)..start], "26"))));

    private readonly bool IsTag(int start)
    {
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is ':' or '_'))
        {
            if (text[start - 1] == ':')
            {
                var colon = start - 1;
                for (start = colon; start > 0 && colon - start < 24 && char.IsLetterOrDigit(text[start - 1]);)
                {
                    start--;
                }

                break;
            }

            return false;
        }

        return start > 0 && text[start - 1] == '<';
    }

    /// <summary>Whether the name is in the parentheses of a <c>CONNECT</c> statement: <c>(XUserId is a, XPassword is b)</c>.</summary>
    private readonly bool IsConnect(int start) =>
        text[start] is 'X' or 'x' || text[..start].TrimEnd() is [.., '(' or ','];

    private static bool IsStatement(ReadOnlySpan<char> before) => Is(before, "set") || Is(before, "let");

    private readonly int Word(int at, string word) =>
        text[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase) ? at + word.Length : -1;

    private static bool Is(ReadOnlySpan<char> name, string word) => name.Equals(word, StringComparison.OrdinalIgnoreCase);
}
