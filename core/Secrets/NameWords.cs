namespace Butler.Core.Secrets;

/// <summary>
/// The words of a name such as <c>vApiKey_2</c>, <c>X-API-Key</c> or <c>contraseña</c>: lower case, without accents and without
/// trailing digits. It allocates no memory.
/// </summary>
internal ref struct NameWords
{
    /// <summary>A longer run of letters is not a name.</summary>
    public const int MaxName = 96;

    private const int MaxWords = 16;

    private readonly Span<char> letters;
    private readonly Span<int> ends;
    private int length;

    /// <summary>Splits a name of at most <see cref="MaxName"/> characters.</summary>
    /// <param name="name">The name.</param>
    /// <param name="letters">Room for <see cref="MaxName"/> characters.</param>
    /// <param name="ends">Room for as many numbers.</param>
    public NameWords(ReadOnlySpan<char> name, Span<char> letters, Span<int> ends)
    {
        this.letters = letters;
        this.ends = ends;
        for (var i = 0; i < name.Length; i++)
        {
            if (IsMark(name[i]))
            {
                continue;
            }

            if (!char.IsLetterOrDigit(name[i]))
            {
                EndWord();
                continue;
            }

            if (char.IsUpper(name[i]) && i > 0 && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                EndWord();
            }

            letters[length++] = Plain(char.ToLowerInvariant(name[i]));
        }

        EndWord();
    }

    /// <summary>How many words there are.</summary>
    public int Count { get; private set; }

    /// <summary>A word.</summary>
    public readonly ReadOnlySpan<char> this[int index] => letters[(index == 0 ? 0 : ends[index - 1])..ends[index]];

    /// <summary>Whether a character may be part of a name.</summary>
    public static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '$' or '#' or '@' || IsMark(c);

    private static bool IsMark(char c) => c is >= '\u0300' and <= '\u036F';

    private static char Plain(char c) => c < 128 ? c : c switch
    {
        'á' or 'à' or 'â' or 'ã' or 'ä' or 'å' => 'a',
        'é' or 'è' or 'ê' or 'ë' or 'ę' or 'ě' => 'e',
        'í' or 'ì' or 'î' or 'ï' or 'ı' => 'i',
        'ó' or 'ò' or 'ô' or 'õ' or 'ö' or 'ø' or 'ő' => 'o',
        'ú' or 'ù' or 'û' or 'ü' or 'ű' or 'ů' => 'u',
        'ñ' or 'ń' => 'n',
        'ç' => 'c',
        'ş' or 'ś' or 'š' => 's',
        'ł' => 'l',
        _ => c,
    };

    private void EndWord()
    {
        var start = Count == 0 ? 0 : ends[Count - 1];
        var end = length;
        while (end > start && char.IsAsciiDigit(letters[end - 1]))
        {
            end--;
        }

        length = end;
        if (end > start && Count < MaxWords)
        {
            ends[Count++] = end;
        }
        else
        {
            length = start;
        }
    }
}
