using System.Text;

namespace Butler.Core.Text;

/// <summary>Compares names without regard to case and to the composition of accented letters (Unicode's forms C and D).</summary>
public static class NameText
{
    /// <summary>Whether two names are equal.</summary>
    public static bool Same(string a, string b) => Composed(a).Equals(Composed(b), StringComparison.OrdinalIgnoreCase);

    /// <summary>The text in Unicode's form C; a text with half of a surrogate pair is unchanged.</summary>
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
