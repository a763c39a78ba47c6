using System.Globalization;
using System.Text.RegularExpressions;

namespace Butler.Core.Text;

/// <summary>Reads sizes such as <c>512KiB</c>, <c>1GiB</c> (powers of 1024), <c>500MB</c> (powers of 1000), plain bytes.</summary>
public static partial class ByteSizeText
{
    /// <summary>The expected format, for error messages.</summary>
    public const string Expected = "a size such as 512KiB, 100MiB or 1GiB";

    /// <summary>Reads a size in bytes.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var match = Form().Match(text.Trim());
        if (!match.Success)
        {
            return false;
        }

        var unit = match.Groups[2].Value.ToUpperInvariant();
        var power = unit.Length == 0 ? 0 : "KMGT".IndexOf(unit[0], StringComparison.Ordinal) + 1;
        var value = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            * Math.Pow(unit.Contains('I', StringComparison.Ordinal) ? 1024 : 1000, power);
        bytes = value < long.MaxValue ? (long)value : 0;
        return value < long.MaxValue;
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)\s*(?:([KMGT]i?)?B)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
