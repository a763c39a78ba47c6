using System.Buffers;

namespace Butler.Core.Secrets;

/// <summary>
/// Finds the secrets in a text in one pass. It goes from anchor to anchor and reads each name once, so its time grows only with the length
/// of the text, even for hostile texts.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="found">Receives the ranges.</param>
internal ref struct SecretScanner(ReadOnlySpan<char> text, SecretRanges found)
{
    private readonly ReadOnlySpan<char> text = text;
    private readonly SearchValues<string> anchors = SecretAnchors.For(text);
    private int done;
    private int longUntil;

    /// <summary>The secret that is still open at the end of the text.</summary>
    public OpenSecret Open { get; private set; }

    /// <summary>Continues with the open secret of an earlier text.</summary>
    /// <param name="from">The start of the text after its prefix.</param>
    /// <param name="open">The open secret.</param>
    /// <returns>The position at which to start the scan.</returns>
    public int Continue(int from, OpenSecret open)
    {
        var end = open.Kind switch
        {
            OpenKind.Quote => open.Mark.Next(text, from, open.IsJson),
            OpenKind.PrivateKey => text[from..].IndexOf(PrivateKeys.End, StringComparison.Ordinal) is var at and >= 0 ? from + at : -1,
            OpenKind.Element => text[from..].IndexOf('<') is var at and >= 0 ? from + at : -1,
            _ => -1,
        };
        if (open.Kind == OpenKind.Value)
        {
            return done = Value(from, open);
        }

        var start = text[from..].IndexOfAnyExcept(' ', '\t') is var blank and >= 0 ? from + blank : text.Length;
        found.Add(text, Math.Min(start, end < 0 ? text.Length : end), end < 0 ? text.Length : end);
        Open = end < 0 ? open : default;
        return done = end < 0 ? text.Length : end + (open.Kind == OpenKind.Quote ? open.Mark.Length : 1);
    }

    private int Value(int from, OpenSecret open)
    {
        var values = new SecretValues(text, found);
        var at = values.Blanks(from);
        if (at == text.Length)
        {
            Open = open;
            return at;
        }

        if (!open.Mark.IsSome && !QuoteMark.At(text, at).IsSome)
        {
            return from; // SET vPassword= with nothing after it: the next line is another statement
        }

        var next = values.Read(at, open.Mark, open.IsJson, isSetting: true);
        Open = values.Open;
        return next;
    }

    /// <summary>Finds all secrets from a position.</summary>
    public void Scan(int from)
    {
        for (var at = from; at < text.Length && text[at..].IndexOfAny(anchors) is var next and >= 0;)
        {
            at = Look(at + next);
        }
    }

    private int Look(int at)
    {
        if (text[at] == ':')
        {
            var (start, end) = AddressUsers.Find(text, at);
            found.Add(text, start, end);
            return done = Math.Max(end, at + "://".Length);
        }

        if (text[at..].StartsWith(AddressUsers.Oracle, StringComparison.OrdinalIgnoreCase))
        {
            var (start, end) = AddressUsers.FindOracle(text, at);
            found.Add(text, start, end);
            return done = Math.Max(end, at + AddressUsers.Oracle.Length);
        }

        if (text[at] == '-' && text[at..].StartsWith(PrivateKeys.Begin, StringComparison.Ordinal))
        {
            return PrivateKey(at);
        }

        if (KnownTokens.EndOf(text, at) is var token and > 0)
        {
            found.Add(text, at, token);
            return done = token;
        }

        return at < longUntil ? at + 1 : Name(at);
    }

    private int PrivateKey(int at)
    {
        var start = PrivateKeys.ContentOf(text, at);
        if (start < 0)
        {
            return at + PrivateKeys.Begin.Length;
        }

        var end = text[start..].IndexOf(PrivateKeys.End, StringComparison.Ordinal);
        Open = end < 0 ? new OpenSecret(OpenKind.PrivateKey) : default;
        end = end < 0 ? text.Length : start + end;
        found.Add(text, start, end);
        return done = end;
    }

    private int Name(int at)
    {
        var (start, end) = (at, at);
        while (start > done && NameWords.IsPart(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && NameWords.IsPart(text[end]))
        {
            end++;
        }

        if (end - start > NameWords.MaxName)
        {
            longUntil = end;
            return at + 1;
        }

        done = Math.Max(end, at + 1);
        var setting = new SecretSetting(text, found);
        var next = setting.Read(start, end);
        Open = setting.Open;
        return done = Math.Max(next, done);
    }
}
