using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>A SELECT of the REST connector.</summary>
internal sealed partial class QlikSelect
{
    private readonly Queue<string> tokens;

    private QlikSelect(Queue<string> tokens) => this.tokens = tokens;

    /// <summary>The columns: the property and the name of the column.</summary>
    private List<(string Property, string Name)> Columns { get; } = [];

    private List<QlikSelect> Inner { get; } = [];

    private string From { get; set; } = "";

    private string? PrimaryKey { get; set; }

    private string? ForeignKey { get; set; }

    private string? ArrayValue { get; set; }

    /// <summary>Whether the answer is read as lines of text instead of JSON.</summary>
    public bool IsText { get; private set; }

    public string? Url { get; private set; }

    public string? Body { get; private set; }

    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>All columns, the inner ones after the outer ones.</summary>
    public IEnumerable<string> Names => Columns.Select(column => column.Name).Concat(Inner.SelectMany(inner => inner.Names));

    /// <summary>Reads what follows <c>SQL</c>.</summary>
    public static QlikSelect Parse(string text)
    {
        var select = new QlikSelect(new(Token().Matches(text).Select(match => match.Value)));
        select.Read();
        select.Expect("WITH", "CONNECTION", "(");
        do
        {
            switch (select.tokens.Dequeue())
            {
                case "URL":
                    select.Url = select.Quoted();
                    break;
                case "BODY":
                    select.Body = select.Quoted();
                    break;
                case "HTTPHEADER":
                    select.Headers.Add((select.Quoted(), select.Quoted()));
                    break;
                case var other:
                    throw new FormatException($"unexpected {other} in {text}");
            }
        }
        while (select.Take(","));
        select.Expect(")");
        return select.tokens.Count == 0 ? select : throw new FormatException($"unexpected {select.tokens.Peek()} in {text}");
    }

    /// <summary>The rows of an answer: the inner ones after those that they belong to, joined by keys.</summary>
    public List<Dictionary<string, string?>> Rows(string answer)
    {
        var rows = new List<Dictionary<string, string?>>();
        if (IsText)
        {
            rows.AddRange(answer.Split('\n').Select(line => new Dictionary<string, string?> { [Columns[0].Name] = line }));
        }
        else if (answer.Length > 0)
        {
            Add(JsonNode.Parse(answer), null, rows);
        }

        return rows;
    }

    private void Add(JsonNode? json, string? parent, List<Dictionary<string, string?>> rows)
    {
        foreach (var item in json is JsonArray list ? [.. list] : new[] { json })
        {
            var key = rows.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
            rows.Add(Columns.ToDictionary(column => column.Name, column =>
                column.Property == PrimaryKey ? key
                : column.Property == ForeignKey ? parent
                : column.Property == ArrayValue ? Scalar(item)
                : Scalar((item as JsonObject)?[column.Property])));
            foreach (var inner in Inner)
            {
                if ((item as JsonObject)?[inner.From] is { } value)
                {
                    inner.Add(value, key, rows);
                }
            }
        }
    }

    private static string? Scalar(JsonNode? json) => json?.GetValueKind() switch
    {
        JsonValueKind.String => json.GetValue<string>(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => json.ToJsonString(),
        _ => null,
    };

    private void Read()
    {
        Expect("SELECT");
        do
        {
            if (Take("("))
            {
                var inner = new QlikSelect(tokens);
                inner.Read();
                Expect(")");
                Inner.Add(inner);
                continue;
            }

            var property = Quoted();
            Columns.Add((property, Take("AS") ? Quoted() : property));
        }
        while (Take(","));
        Expect("FROM");
        IsText = Take("CSV");
        if (IsText)
        {
            Expect("(", "header", "off", ",", "delimiter", "\",\"", ",", "quote", "\"\"\"\"", ")");
        }
        else if (Take("JSON"))
        {
            Expect("(", "wrap", "on", ")");
        }

        From = Quoted();
        PrimaryKey = Take("PK") ? Quoted() : null;
        ForeignKey = Take("FK") ? Quoted() : null;
        ArrayValue = Take("ArrayValueAlias") ? Quoted() : null;
    }

    private bool Take(string token) => tokens.TryPeek(out var next) && next == token && tokens.TryDequeue(out _);

    private void Expect(params IReadOnlyList<string> expected)
    {
        foreach (var token in expected)
        {
            if (!Take(token))
            {
                throw new FormatException($"expected {token} before {string.Join(' ', tokens)}");
            }
        }
    }

    private string Quoted() => tokens.Dequeue() is ['"', .. var inside, '"']
        ? inside.Replace("\"\"", "\"", StringComparison.Ordinal)
        : throw new FormatException($"expected a name in quotes before {string.Join(' ', tokens)}");

    [GeneratedRegex("\"(?:[^\"]|\"\")*\"|\\w+|[^\\s\\w]")]
    private static partial Regex Token();
}
