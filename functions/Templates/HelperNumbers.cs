using System.Globalization;
using static Butler.Functions.Templates.HelperConditions;

namespace Butler.Functions.Templates;

/// <summary>The helpers for sizes and numbers.</summary>
internal static class HelperNumbers
{
    public static string? Size(HelperCall call)
    {
        if (IsEmpty(call[0]))
        {
            return null;
        }

        var (bytes, unit) = (call.Number(call[0]), 0);
        string[] units = ["bytes", "KB", "MB", "GB", "TB"];
        while (bytes >= 1024 && unit < units.Length - 1)
        {
            (bytes, unit) = (bytes / 1024, unit + 1);
        }

        return $"{bytes.ToString(unit == 0 ? "0" : "0.#", call.Culture)} {units[unit]}";
    }

    public static string? Number(HelperCall call) => IsEmpty(call[0])
        ? null
        : call.Number(call[0]).ToString(
            call.Arguments.Count == 2 ? string.Create(CultureInfo.InvariantCulture, $"N{Math.Min(call.Whole(1), 10)}") : "#,0.##",
            call.Culture)
            .Replace('\u202F', ' ').Replace('\u00A0', ' ');
}
