using System.Text.Json;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.License;

/// <summary>Finds when a license expires, in the repository's object <c>license</c>.</summary>
/// <remarks>
/// Older releases give <c>keyDetails</c>, a text with lines <c>Valid To: 2031-05-01: ...</c>. Licenses with a serial and a control number
/// have the lines of their LEF, where <c>TIMELIMIT</c> holds the date.
/// </remarks>
internal static class LicenseExpiry
{
    private const string ValidTo = "Valid To";
    private const string TimeLimit = "TIMELIMIT";

    /// <summary>The latest date of the first field that has one; null when the license is perpetual or its date is unreadable.</summary>
    /// <param name="license">The object.</param>
    /// <param name="isUnreadable">Whether the object names an end that cannot be read.</param>
    public static ValidUntil? Of(JsonElement license, out bool isUnreadable)
    {
        var lines = Lines(license, "keyDetails")
            .Where(line => line.Contains(ValidTo, StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(line.IndexOf(ValidTo, StringComparison.OrdinalIgnoreCase) + ValidTo.Length)..])
            .ToList();
        var limits = Lines(license, "lef").Where(line => line.StartsWith(TimeLimit, StringComparison.OrdinalIgnoreCase)).ToList();
        var found = Latest(lines) ?? LicenseKey.ValidUntil(license.Text("key")) ?? Latest(limits);
        isUnreadable = found is null && lines.Exists(line => line.Trim(' ', ':').Length > 0);
        return found;
    }

    private static ValidUntil? Latest(IEnumerable<string> lines) =>
        lines.Select(ValidUntil.Find).Aggregate((ValidUntil?)null, ValidUntil.Later);

    private static string[] Lines(JsonElement license, string field) =>
        (license.Text(field) ?? "").Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
