using System.Text;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>The functions of load scripts that the subs use.</summary>
/// <param name="tables">The tables.</param>
/// <param name="codePoints">Whether a character is a code point; else a unit of UTF-16.</param>
/// <param name="time">The clock.</param>
internal sealed class QlikFunctions(IReadOnlyList<QlikTable> tables, bool codePoints, TimeProvider time)
{
    public string? Call(string name, IReadOnlyList<string?> a) => name.ToLowerInvariant() switch
    {
        "if" => QlikExpression.IsTrue(a[0]) ? a[1] : a[2],
        "isnull" => a[0] is null ? "-1" : "0",
        "len" => QlikExpression.Number(Characters(a[0]).Count),
        "now" => QlikExpression.Number(time.GetUtcNow().UtcDateTime.ToOADate()),
        "timestamp" => DateTime.FromOADate(Number(a[0])).ToString("s", null).Replace('T', ' '),
        "chr" => char.ConvertFromUtf32((int)Number(a[0])),
        "tablenumber" => tables.ToList().FindIndex(table => table.Name == a[0]) is var at and >= 0 ? QlikExpression.Number(at) : null,
        "noofrows" => Table(a[0]) is { } table ? QlikExpression.Number(table.Rows.Count) : null,
        "fieldname" => Table(a[1])?.Fields.ElementAtOrDefault((int)Number(a[0]) - 1),
        "peek" => Table(a[2])?.Rows.ElementAtOrDefault((int)Number(a[1]))?.GetValueOrDefault(a[0] ?? ""),
        "div" => QlikExpression.Number(Math.Floor(Number(a[0]) / Number(a[1]))),
        "mod" => QlikExpression.Number(Number(a[0]) % Number(a[1])),
        "substringcount" => QlikExpression.Number(a[0]!.Split(a[1]!).Length - 1),
        _ => a[0] is null ? null : OfText(name, a[0]!, a),
    };

    private string? OfText(string name, string text, IReadOnlyList<string?> a) => name.ToLowerInvariant() switch
    {
        "text" => text,
        "trim" => text.Trim(' '),
        "lower" => text.ToLowerInvariant(),
        "replace" => a[1] is { Length: > 0 } from ? text.Replace(from, a[2], StringComparison.Ordinal) : text,
        "ord" => Characters(text).Count == 0 ? null : QlikExpression.Number(Ordinal(Characters(text)[0])),
        "mid" => string.Concat(Characters(text).Skip((int)Number(a[1]) - 1).Take((int)Number(a[2]))),
        "left" => string.Concat(Characters(text).Take((int)Number(a[1]))),
        "right" => string.Concat(Characters(text).TakeLast((int)Number(a[1]))),
        "keepchar" => string.Concat(Characters(text).Where(character => a[1]!.Contains(character, StringComparison.Ordinal))),
        "purgechar" => string.Concat(Characters(text).Where(character => !a[1]!.Contains(character, StringComparison.Ordinal))),
        "subfield" => text.Split(a[1]!).ElementAtOrDefault((int)Number(a[2]) - 1),
        _ => throw new FormatException($"the function {name} is not known"),
    };

    private QlikTable? Table(string? name) => tables.FirstOrDefault(table => table.Name == name);

    private static double Number(string? text) =>
        QlikExpression.Number(text) ?? throw new FormatException($"\"{text}\" is not a number");

    private static int Ordinal(string character) => character.Length == 2 ? char.ConvertToUtf32(character[0], character[1]) : character[0];

    private IReadOnlyList<string> Characters(string? text) => text is null ? []
        : codePoints ? [.. text.EnumerateRunes().Select(rune => rune.ToString())]
        : [.. text.Select(unit => unit.ToString())];
}

/// <summary>A table of the script.</summary>
internal sealed record QlikTable(string Name, List<string> Fields, List<Dictionary<string, string?>> Rows)
{
    /// <summary>A table with rows that a test gives.</summary>
    public static QlikTable Of(string name, IReadOnlyList<string> fields, params IReadOnlyList<IReadOnlyList<string>> rows) => new(
        name, [.. fields], [.. rows.Select(row => fields.Zip(row).ToDictionary(cell => cell.First, cell => (string?)cell.Second))]);

    /// <summary>The rows as lines, for comparisons.</summary>
    public string Show()
    {
        var text = new StringBuilder(string.Join(" | ", Fields));
        foreach (var row in Rows)
        {
            text.Append('\n').AppendJoin(" | ", Fields.Select(field => row.GetValueOrDefault(field) ?? "-"));
        }

        return text.ToString();
    }
}
