using Butler.Core.Text;

namespace Butler.Core.Events.Kinds;

/// <summary>Patterns of event types and of names: <c>*</c> matches any number of characters, including dots; case-insensitive.</summary>
public static class EventPatterns
{
    private static readonly string[] Outcomes = ["failed", "aborted", "succeeded"];

    /// <summary>All types that events may have.</summary>
    public static IReadOnlyList<string> KnownTypes => EventKinds.Types;

    /// <summary>Whether any event could match the pattern.</summary>
    public static bool CanMatch(string pattern) => KnownTypes.Any(type => Matches(pattern, type));

    /// <summary>
    /// The types that an event may really have. An unknown kind stands for every kind, and an unknown outcome for every outcome: one alert
    /// too many is better than one too few.
    /// </summary>
    public static IEnumerable<string> PossibleTypes(string type)
    {
        if (EventKinds.Find(type) is not { TaskKind: { } kind, Outcome: { } outcome })
        {
            return [type];
        }

        var kinds = kind == EventTypes.UnknownKind ? EventTypes.TaskKinds : [kind];
        string[] outcomes = outcome == EventTypes.UnknownOutcome ? [outcome, .. Outcomes] : [outcome];
        return kinds.SelectMany(k => outcomes.Select(o => EventTypes.ForTask(k, o)));
    }

    /// <summary>Whether a name matches a pattern, in any composition of accented letters (Unicode's forms C and D).</summary>
    public static bool IsName(string pattern, string name) => Matches(NameText.Composed(pattern), NameText.Composed(name));

    /// <summary>Whether a text matches a pattern.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text) => Matches(pattern, text, ignoreCase: true);

    /// <summary>Whether a text matches a pattern with the same case.</summary>
    public static bool MatchesExactly(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text) => Matches(pattern, text, ignoreCase: false);

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool ignoreCase)
    {
        // Greedy with backtracking: at a mismatch the last star takes one more character.
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == text[t]
                || (ignoreCase && char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(text[t]))))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }
}
