using System.Globalization;
using System.Text.Json;

namespace Butler.Functions.Api;

/// <summary>
/// The fields of a request's body or query, read as leniently as Butler reads them: numbers and booleans may be texts, and texts may be
/// numbers or booleans. Faults have the words of Butler's framework, such as <c>body/ttl must be number</c>.
/// </summary>
internal sealed class RequestFields
{
    private readonly string place;
    private readonly Func<string, JsonElement?> find;

    private RequestFields(string place, Func<string, JsonElement?> find) => (this.place, this.find) = (place, find);

    /// <summary>Reads the body as JSON; the content type is ignored.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">The maximum size of the body.</param>
    /// <param name="orEmpty">Whether an empty body stands for one without fields.</param>
    /// <exception cref="ProblemException">The body is not a JSON object, or too large.</exception>
    public static async Task<RequestFields> BodyAsync(HttpContext context, int maxBytes, bool orEmpty = false)
    {
        if (await JsonBody.ReadAsync(context, maxBytes, orEmpty) is not { } body)
        {
            return new("body", _ => null);
        }

        return body.ValueKind == JsonValueKind.Object
            ? new("body", name => Single(body, name))
            : throw ProblemException.ForLoadScripts(400, "body must be object");
    }

    /// <summary>The query.</summary>
    public static RequestFields Query(HttpRequest request) => new("querystring", name => request.Query[name] switch
    {
        [] => null,
        [{ } text] => JsonSerializer.SerializeToElement(text, ProblemJson.Default.String),
        _ => throw ProblemException.ForLoadScripts(400, $"querystring/{name} must be given once"),
    });

    /// <summary>A text; null when it is missing.</summary>
    /// <exception cref="ProblemException">It is an object, a list, or a text with half of a surrogate pair.</exception>
    public string? Text(string name) => find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => Whole(text, name),
        { ValueKind: JsonValueKind.Null } => "",
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value => value.GetRawText(),
        _ => throw MustBe(name, "string"),
    };

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name) =>
        Text(name) ?? throw ProblemException.ForLoadScripts(400, $"{place} must have required property '{name}'");

    /// <summary>A number; null when it is missing.</summary>
    /// <exception cref="ProblemException">It is neither a number nor the text of one.</exception>
    public double? Number(string name) => find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var value) && double.IsFinite(value) => value,
        { ValueKind: JsonValueKind.Null or JsonValueKind.False } => 0,
        { ValueKind: JsonValueKind.True } => 1,
        { ValueKind: JsonValueKind.String } text
            when double.TryParse(Whole(text, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value) => value,
        _ => throw MustBe(name, "number"),
    };

    /// <summary>A whole number within a range; null when it is missing.</summary>
    public int? Integer(string name, int min, int max) => Number(name) switch
    {
        null => null,
        { } number when number >= min && number <= max && number == Math.Floor(number) => (int)number,
        _ => throw MustBe(name, string.Create(CultureInfo.InvariantCulture, $"integer from {min} to {max}")),
    };

    private ProblemException MustBe(string name, string type) => ProblemException.ForLoadScripts(400, $"{place}/{name} must be {type}");

    private static JsonElement? Single(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value : null;

    /// <summary>JSON allows half of a surrogate pair, which is not text.</summary>
    private string Whole(JsonElement text, string name)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw MustBe(name, "text of whole Unicode characters");
        }
    }
}
