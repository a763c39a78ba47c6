using System.Globalization;

namespace Butler.RelayAgent.Monitors.Access;

/// <summary>How few access licenses are too few: a number, or a share of all.</summary>
/// <param name="Value">The number, or the share in percent.</param>
/// <param name="IsPercent">Whether it is a share.</param>
internal sealed record LowThreshold(double Value, bool IsPercent)
{
    /// <summary>Reads <c>5</c> or <c>10%</c>.</summary>
    public static bool TryParse(string text, out LowThreshold threshold)
    {
        var isPercent = text.EndsWith('%');
        var isNumber = double.TryParse(
            isPercent ? text[..^1].TrimEnd() : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        threshold = new LowThreshold(value, isPercent);
        return isNumber && value <= (isPercent ? 100 : 1_000_000);
    }

    /// <summary>Whether so many of a total are too few.</summary>
    public bool IsReached(double available, double total) => available <= (IsPercent ? total * Value / 100 : Value);

    /// <summary>The form in the file.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.####}{(IsPercent ? "%" : "")}");
}
