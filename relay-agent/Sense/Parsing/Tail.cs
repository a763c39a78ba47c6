namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>The fields after the time stamp: level, execution id and message, identified by their content.</summary>
/// <param name="Level">The level; null when it is missing.</param>
/// <param name="ExecutionId">The execution's id; null when it is missing.</param>
/// <param name="Message">The message.</param>
internal sealed record Tail(string? Level, string? ExecutionId, string? Message)
{
    private const string IdCharacters = "0123456789abcdefABCDEF-{}()";

    /// <summary>Reads the fields after the time stamp; each may be missing, and the separators between level, id and message too.</summary>
    public static Tail Read(IReadOnlyList<string> fields)
    {
        var rest = new Queue<string>(fields);
        var level = TakeLevel(ref rest);
        var id = TakeId(ref rest);
        if (level is null && id is not null && rest.Count > 1 && Words.IsLevel(rest.Peek()))
        {
            level = rest.Dequeue(); // the two in the other order
        }

        return new Tail(
            level is null ? null : SenseText.CleanWord(level),
            Plain(id),
            rest.Count > 0 ? SenseText.Clean(string.Join(';', rest).TrimEnd()) : null);
    }

    private static string? TakeLevel(ref Queue<string> rest)
    {
        if (!rest.TryPeek(out var first))
        {
            return null;
        }

        if (Words.TryDivide(first, out var level, out var id))
        {
            rest = new Queue<string>([id, .. rest.Skip(1)]);
            return level;
        }

        if (Words.IsLevel(first) || SenseText.Clean(first) is null)
        {
            return rest.Dequeue();
        }

        // An unknown level is followed by an id, or is truncated; anything else is a message without a level.
        var next = rest.ElementAtOrDefault(1);
        return !SenseText.IsGuid(first)
            && (next is null ? Words.MayBeCutLevel(first) : IsWord(first) && IsIdOrNone(next, isLast: rest.Count == 2))
            ? rest.Dequeue()
            : null;
    }

    private static string? TakeId(ref Queue<string> rest)
    {
        if (!rest.TryPeek(out var first))
        {
            return null;
        }

        // A message may begin with an id; an id directly before the message, without a blank, is that of the execution.
        var text = (SenseText.Clean(first) ?? "").TrimStart();
        if (Words.GuidAtStart(text, out var guid) is var length and > 0 && length < text.Length && !char.IsWhiteSpace(text[length]))
        {
            rest = new Queue<string>([text[length..], .. rest.Skip(1)]);
            return guid;
        }

        return IsIdOrNone(first, isLast: rest.Count == 1) ? rest.Dequeue() : null;
    }

    /// <summary>An id as written; a GUID is converted to its plain form, so that all relays write the same id.</summary>
    private static string? Plain(string? id) => id is null || SenseText.CleanWord(id) is not { } word ? null
        : SenseText.IsGuid(word) && !Guid.TryParseExact(word, "D", out _) ? SenseText.CleanGuid(word) ?? word
        : word;

    private static bool IsWord(string field) => SenseText.CleanWord(field) is { Length: <= 20 } word && !word.Any(char.IsWhiteSpace);

    /// <summary>
    /// Whether a field is a GUID, no value, or another id, which has a digit and no blank. The last field may also be a truncated GUID.
    /// </summary>
    private static bool IsIdOrNone(string field, bool isLast) => SenseText.CleanWord(field) is not { } word
        || SenseText.IsGuid(word)
        || (word.Any(char.IsAsciiDigit)
            && (isLast ? word.All(c => IdCharacters.Contains(c, StringComparison.Ordinal)) : !word.Any(char.IsWhiteSpace)));
}
