using System.Text.RegularExpressions;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>The statements that are not control statements.</summary>
internal sealed partial class QlikEngine
{
    private string connection = "";
    private (string Table, string Prefix, string Fields)? pending;

    private async Task ExecuteAsync(QlikStatement node)
    {
        var text = Expand(node.Text);
        if (QlikScript.End(text, 0, ";") is var end && end < text.Length)
        {
            throw new FormatException($"line {node.Line}: a value ends the statement: {text}");
        }

        switch (text.Split((char[])[' ', '\n'], 2)[0].ToUpperInvariant())
        {
            case "LET" when Assignment().Match(text) is { Success: true } let:
                Set(let.Groups[1].Value, Evaluate(let.Groups[2].Value));
                break;
            case "SET" when Assignment().Match(text) is { Success: true } set:
                Set(set.Groups[1].Value, set.Groups[2].Value.Trim('\''));
                break;
            case "LIB" when text.StartsWith("LIB CONNECT TO '", StringComparison.Ordinal):
                connection = text["LIB CONNECT TO '".Length..^1];
                break;
            case "DROP" when text.StartsWith("DROP TABLE [", StringComparison.Ordinal):
                Tables.Remove(Tables.Single(table => table.Name == text["DROP TABLE [".Length..^1])).ShouldBeTrue();
                break;
            case "TRACE":
                Traces.Add(text[6..]);
                break;
            case "SLEEP":
                (time as Butler.Tests.FakeTime)!.Advance(TimeSpan.FromMilliseconds(Whole(text[6..])));
                break;
            case "SQL":
                await LoadAsync(QlikSelect.Parse(text[4..]));
                break;
            case var _ when Load().Match(text) is { Success: true } load:
                pending = (load.Groups[1].Value, load.Groups[2].Value, load.Groups[3].Value);
                break;
            default:
                Fail($"Unexpected token: {text}");
                break;
        }
    }

    private async Task LoadAsync(QlikSelect select)
    {
        var (name, prefix, fields) = pending!.Value;
        pending = null;
        if (await send(new QlikRequest(connection, select.Url!, select.Headers, select.Body)) is not { } answer)
        {
            Fail("HTTP protocol error");
            return;
        }

        var columns = fields == "*" ? [.. select.Names.Select(column => ($"[{column}]", column))] : Columns(fields);
        string Named(string field) => Qualify ? $"{name}.{field}" : field;
        if (prefix == "NoConcatenate")
        {
            Tables.Add(new QlikTable(name, [.. columns.Select(column => Named(column.Name))], []));
        }

        prefix.ShouldBeOneOf("NoConcatenate", $"Concatenate ([{name}])");
        var where = fields.Split(" WHERE ", 2) is [_, var condition] ? condition : "1";
        foreach (var row in select.Rows(answer))
        {
            string? Evaluate(string expression) => new QlikExpression(
                field => select.Names.Contains(field) ? row.GetValueOrDefault(field) : throw new FormatException($"no field {field}"),
                Functions.Call).Evaluate(expression);
            if (QlikExpression.IsTrue(Evaluate(where)))
            {
                Tables.Single(table => table.Name == name).Rows.Add(
                    columns.ToDictionary(column => Named(column.Name), column => Evaluate(column.Expression)));
            }
        }
    }

    private static List<(string Expression, string Name)> Columns(string fields) =>
    [
        .. Arguments(fields.Split(" WHERE ")[0]).Select(field => field.Split(" AS "))
            .Select(field => (field[0], field[1].Trim('[', ']'))),
    ];

    private void Fail(string problem)
    {
        if (Variables["ErrorMode"] != "0")
        {
            throw new InvalidOperationException(problem);
        }

        Variables["ScriptErrorCount"] = QlikExpression.Number(Whole("ScriptErrorCount") + 1);
        Variables["ScriptErrorDetails"] = problem;
    }

    [GeneratedRegex(@"^(?:LET|SET|Let|Set) (\w+) = ?(.*)$", RegexOptions.Singleline)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^\[([^\]]+)\]:\s+(.+?)\s+LOAD (.+)$", RegexOptions.Singleline)]
    private static partial Regex Load();
}
