namespace Butler.Core.Text;

/// <summary>Finds the known word that is most similar to an unknown one.</summary>
public static class DidYouMean
{
    /// <summary><c>; did you mean "x"?</c> for the nearest known word, or an empty text if none is similar.</summary>
    public static string Hint(string word, IEnumerable<string> known)
    {
        var best = Nearest(word, known);
        return best is null ? "" : $"; did you mean \"{best}\"?";
    }

    /// <summary>The end of a sentence: <see cref="Hint"/>, or a full stop.</summary>
    public static string End(string word, IEnumerable<string> known) => Hint(word, known) is { Length: > 0 } hint ? hint : ".";

    /// <summary>The known word with the fewest edits, at most a third of its length; null if no known word is that close.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in known)
        {
            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < bestDistance && distance <= Math.Max(1, Math.Max(word.Length, candidate.Length) / 3))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>The number of edits (insert, delete, replace, swap neighbors) between two words.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
