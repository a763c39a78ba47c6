using System.Globalization;

namespace Butler.Functions.Templates;

/// <summary>What counts as true, empty or equal for helpers.</summary>
internal static class HelperConditions
{
    /// <summary>Whether a value counts as true, as for <c>if</c>.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or "" or false => false,
        object?[] list => list.Length > 0,
        int or long or short or double or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture) != 0,
        _ => true,
    };

    public static bool IsEmpty(object? value) => value is null or "" or object?[] { Length: 0 };

    /// <summary>Compares like <c>===</c>: a number never equals a text; all numbers have one type.</summary>
    public static bool Same(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (string x, string y) => x == y,
        (bool x, bool y) => x == y,
        (int or long or short or double or decimal, int or long or short or double or decimal) =>
            Convert.ToDouble(a, CultureInfo.InvariantCulture).Equals(Convert.ToDouble(b, CultureInfo.InvariantCulture)),
        _ => ReferenceEquals(a, b),
    };
}
