using System.Text;

namespace Butler.Core.Text;

/// <summary>Compares names as people do: case does not count, and neither does how a letter with an accent is composed (Unicode's forms C and D).</summary>
public static class NameText
{
    /// <summary>Whether two names are the same.</summary>
    public static bool Same(string a, string b) => Composed(a).Equals(Composed(b), StringComparison.OrdinalIgnoreCase);

    /// <summary>The text in Unicode's form C; one that holds half of a character stays as it is.</summary>
    public static string Composed(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return text; // Half of a surrogate pair: no other text is written like it.
        }
    }
}
