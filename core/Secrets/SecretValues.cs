using System.Buffers;

namespace Butler.Core.Secrets;

/// <summary>Finds the end of a secret's value, and adds its range.</summary>
/// <param name="text">The text.</param>
/// <param name="found">Receives the range.</param>
internal ref struct SecretValues(ReadOnlySpan<char> text, SecretRanges found)
{
    private static readonly SearchValues<char> EndOfParameter = SearchValues.Create("& \t\r\n\"'<>)]}");

    private readonly ReadOnlySpan<char> text = text;

    /// <summary>The secret that is still open at the end of the text.</summary>
    public OpenSecret Open { get; private set; }

    /// <summary>The next position that is not blank.</summary>
    public readonly int Blanks(int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n')
        {
            at++;
        }

        return at;
    }

    /// <summary>The line ends before the value, which is on the next line.</summary>
    public int Wait(QuoteMark mark)
    {
        Open = new OpenSecret(OpenKind.Value, mark);
        return text.Length;
    }

    /// <summary>Adds the value of a name by its kind.</summary>
    public int Of(NameKind kind, int start, int at, QuoteMark name, bool isJson, bool isSetting)
    {
        var value = text[at..].IndexOfAnyExcept(' ', '\t') is var skip and >= 0 ? at + skip : text.Length;
        if (value == text.Length || text[value] is '\r' or '\n')
        {
            var next = Blanks(value);
            if (next == text.Length && (isSetting || name.IsSome))
            {
                Open = new OpenSecret(OpenKind.Value, name, isJson);
            }

            if (next == text.Length || !(name.IsSome || (isSetting && QuoteMark.At(text, next).IsSome)))
            {
                return value;
            }

            value = next;
        }

        return kind switch
        {
            NameKind.Authorization when !QuoteMark.At(text, value).IsSome => Authorization(start, value, isSetting),
            NameKind.Cookie when !QuoteMark.At(text, value).IsSome => ToLineEnd(value),
            NameKind.Token when IsSmallNumber(value) => value,
            NameKind.Weak when !ValueLooks.LikeSecret(text[value..]) => value,
            _ => Read(value, name, isJson, isSetting, IsConnection(start)),
        };
    }

    /// <summary>Adds the value at a position.</summary>
    /// <param name="at">The start of the value.</param>
    /// <param name="name">The mark around the name.</param>
    /// <param name="isJson">Whether a backslash escapes a mark.</param>
    /// <param name="isSetting">Whether the value follows an equals sign.</param>
    /// <param name="isConnection">Whether the value is part of a connection string, whose values may contain blanks.</param>
    /// <returns>The position at which to continue.</returns>
    public int Read(int at, QuoteMark name, bool isJson, bool isSetting, bool isConnection = false)
    {
        if (at >= text.Length)
        {
            return text.Length;
        }

        var mark = QuoteMark.At(text, at);
        if (mark.IsSome)
        {
            return Quoted(at, mark, name, isJson);
        }

        if (text[at] is '{' or '[' && (text[at] is '{' || name.IsSome))
        {
            return Braces(at, name.IsSome);
        }

        var end = BareValue.EndOf(text, at, isConnection, isSetting);
        if (!ValueLooks.Harmless(text[at..end]))
        {
            found.Add(text, at, end);
        }

        return end;
    }

    /// <summary>The value of a name in an address.</summary>
    public readonly int InAddress(int at, NameKind kind)
    {
        var end = text[at..].IndexOfAny(EndOfParameter) is var length and >= 0 ? at + length : text.Length;
        var encoded = text[at..end].IndexOf("%26", StringComparison.Ordinal);
        end = encoded >= 0 && at > 2 && text[at - 1] is 'D' or 'd' ? at + encoded : end;
        if (!ValueLooks.Harmless(text[at..end]) && !(kind == NameKind.Token && IsSmallNumber(at)))
        {
            found.Add(text, at, end);
        }

        return end;
    }

    /// <summary>
    /// Adds the value after <c>SET</c> or <c>LET</c> and a name: one quoted text, or else the rest of the line, which may be composed of
    /// parts.
    /// </summary>
    public int Statement(int at)
    {
        var value = text[at..].IndexOfAnyExcept(' ', '\t') is var skip and >= 0 ? at + skip : text.Length;
        if (QuoteMark.At(text, value) is { IsSome: true } mark && IsWholeStatement(value, mark))
        {
            return Read(value, default, false, isSetting: true);
        }

        return value < text.Length && text[value] is '\r' or '\n' ? value : ToLineEnd(value, "\r\n");
    }

    /// <summary>Whether nothing follows a quoted text in its statement.</summary>
    private readonly bool IsWholeStatement(int at, QuoteMark mark)
    {
        var end = mark.Count == 2 ? at : mark.Next(text, at + mark.Length, isJson: false);
        if (end < 0)
        {
            return true;
        }

        var rest = text[(end + mark.Length)..].TrimStart(" \t");
        return rest.IsEmpty || rest[0] is ';' or '\r' or '\n';
    }

    /// <summary>The text of an XML element.</summary>
    public int Element(int at)
    {
        var length = text[at..].IndexOf('<');
        Open = length < 0 ? new OpenSecret(OpenKind.Element) : default;
        var end = length < 0 ? text.Length : at + length;
        var value = text[at..end];
        if (!ValueLooks.Harmless(value.Trim()))
        {
            found.Add(text, Blanks(at), at + value.TrimEnd().Length);
        }

        return end;
    }

    /// <summary><c>Bearer x</c> and <c>Basic x</c> without a header before them; both are also ordinary words.</summary>
    public readonly int Scheme(int start, int end)
    {
        var at = text[end..].IndexOfAnyExcept(' ', '\t') is var skip and > 0 ? end + skip : end;
        var stop = at;
        while (stop < text.Length && (char.IsAsciiLetterOrDigit(text[stop]) || text[stop] is '.' or '_' or '~' or '+' or '/' or '-' or '='))
        {
            stop++;
        }

        var isQuoted = start > 0 && text[start - 1] is '"' or '\'' && stop < text.Length && text[stop] is '"' or '\'' or '\\';
        if (at > end && stop - at >= 8 && (isQuoted || ValueLooks.LikeToken(text[at..stop])
            || (end - start == "bearer".Length && !ValueLooks.IsOfSentence(text[at..stop]))))
        {
            found.Add(text, at, stop);
            return stop;
        }

        return end;
    }

    private int Quoted(int at, QuoteMark mark, QuoteMark name, bool isJson)
    {
        var opening = Opening(at, mark, name);
        if (opening is not { IsSome: true })
        {
            return at + mark.Length; // an empty text
        }

        var start = at + opening.Length;
        var end = opening.Next(text, start, isJson);
        Open = end < 0 ? new OpenSecret(OpenKind.Quote, opening, isJson) : default;
        end = end < 0 ? text.Length : end;
        if (!ValueLooks.Harmless(text[start..end]))
        {
            found.Add(text, start, end);
        }

        var next = Math.Min(text.Length, end + opening.Length);
        var joined = Blanks(next);
        if (joined < text.Length && text[joined] is '&' or '+' && QuoteMark.At(text, Blanks(joined + 1)) is { IsSome: true } more)
        {
            return Quoted(Blanks(joined + 1), more, name, isJson); // 'abc' & 'def'
        }

        return next;
    }

    /// <summary>The opening mark of the value; none when the marks are an empty text.</summary>
    private readonly QuoteMark Opening(int at, QuoteMark mark, QuoteMark name)
    {
        if (name.IsSome && name.Sign == mark.Sign && name.Slashes == mark.Slashes && mark.Count >= name.Count)
        {
            return mark.Count == 2 * name.Count ? default : mark with { Count = name.Count };
        }

        var after = at + mark.Length;
        return mark.Count switch
        {
            1 => mark,
            2 => after < text.Length && !char.IsWhiteSpace(text[after]) && text[after] is not (',' or ';' or ')' or '}' or ']' or '&')
                ? mark
                : default,
            _ => mark with { Count = 1 },
        };
    }

    private int Braces(int at, bool isNested)
    {
        var (open, close) = text[at] is '{' ? ('{', '}') : ('[', ']');
        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            depth += isNested && text[i] == open || i == at ? 1 : 0;
            if (text[i] != close)
            {
                continue;
            }

            if (!isNested && i + 1 < text.Length && text[i + 1] == close)
            {
                i++; // in a connection string, a doubled brace is one
            }
            else if (--depth == 0)
            {
                found.Add(text, at, i + 1);
                return i + 1;
            }
        }

        found.Add(text, at, text.Length);
        Open = isNested ? default : new OpenSecret(OpenKind.Quote, new QuoteMark(close, 1, 0));
        return text.Length;
    }

    private int Authorization(int start, int at, bool isSetting)
    {
        var word = BareValue.EndOf(text, at, false, isSetting);
        var scheme = text[at..word];
        var next = text[word..].IndexOfAnyExcept(' ', '\t') is var skip and > 0 ? word + skip : word;
        if (ValueLooks.IsOneTokenScheme(scheme) && next > word && next < text.Length)
        {
            var end = BareValue.EndOf(text, next, false, isSetting);
            found.Add(text, next, end);
            return end;
        }

        var isHeader = start + "authorization".Length <= at && text[start..at].Contains("uthorization", StringComparison.OrdinalIgnoreCase);
        if (isHeader)
        {
            return ToLineEnd(at);
        }

        if (isSetting || ValueLooks.LikeToken(scheme))
        {
            return Read(at, default, false, isSetting);
        }

        return word;
    }

    private readonly int ToLineEnd(int at, string stops = "\r\n\"'")
    {
        var length = text[at..].IndexOfAny(stops) is var found1 and >= 0 ? found1 : text.Length - at;
        var end = at + text.Slice(at, length).TrimEnd(" \t;").Length;
        if (!ValueLooks.Harmless(text[at..end]))
        {
            found.Add(text, at, end);
        }

        return at + length;
    }

    private readonly bool IsConnection(int start)
    {
        var before = text[..start].TrimEnd(' ');
        return before is [.., ';'];
    }

    private readonly bool IsSmallNumber(int at)
    {
        const int MaxDigits = 6;
        at += QuoteMark.At(text, at).Length;
        var digits = 0;
        while (at + digits < text.Length && char.IsAsciiDigit(text[at + digits]))
        {
            digits++;
        }

        return digits is > 0 and <= MaxDigits && (at + digits == text.Length || !NameWords.IsPart(text[at + digits]));
    }
}
