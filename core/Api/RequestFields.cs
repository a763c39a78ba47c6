using System.Globalization;
using System.Text.Json;

namespace Butler.Core.Api;

/// <summary>
/// The fields of a request's body or query, read as leniently as Butler reads them: numbers and booleans may be texts, and texts may be
/// numbers or booleans. Faults have the words of Butler's framework, such as <c>body/ttl must be number</c>.
/// </summary>
public sealed class RequestFields
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
            ? Of(body, "body")
            : throw ProblemException.ForLoadScripts(400, "body must be object");
    }

    /// <summary>Reads a body that is a list of objects.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">The maximum size of the body.</param>
    /// <param name="maxItems">The maximum number of objects.</param>
    /// <returns>The fields of each object; none for an empty body, or one that is null.</returns>
    /// <exception cref="ProblemException">The body is not a list of objects, or too large.</exception>
    public static async Task<IReadOnlyList<RequestFields>> BodyItemsAsync(HttpContext context, int maxBytes, int maxItems) =>
        await JsonBody.ReadAsync(context, maxBytes, orEmpty: true) switch
        {
            null or { ValueKind: JsonValueKind.Null } => [],
            { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > maxItems => throw ProblemException.ForLoadScripts(
                400, string.Create(CultureInfo.InvariantCulture, $"body must not have more than {maxItems} items")),
            { ValueKind: JsonValueKind.Array } list => Items(list, "body"),
            _ => throw ProblemException.ForLoadScripts(400, "body must be array"),
        };

    /// <summary>The query.</summary>
    public static RequestFields Query(HttpRequest request) => new("querystring", name => request.Query[name] switch
    {
        [] => null,
        [{ } text] => JsonSerializer.SerializeToElement(text, ProblemJson.Default.String),
        _ => throw ProblemException.ForLoadScripts(400, $"querystring/{name} must be given once"),
    });

    /// <summary>Whether a field is there, also with the value null.</summary>
    public bool Has(ApiField field) => find(field.Name) is not null;

    /// <summary>A text; null when it is missing.</summary>
    /// <exception cref="ProblemException">
    /// It is required and missing, an object, a list, a text with half of a surrogate pair, or none of its choices.
    /// </exception>
    public string? Text(ApiField field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => Chosen(Whole(text, field.Name), field),
        { ValueKind: JsonValueKind.Null } => Chosen("", field),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value => Chosen(value.GetRawText(), field),
        _ => throw MustBe(field.Name, "string"),
    };

    /// <summary>A text that must be there.</summary>
    public string RequiredText(ApiField field) => Text(field.Required())!;

    /// <summary>A number; null when it is missing.</summary>
    /// <exception cref="ProblemException">It is required and missing, or neither a number nor the text of one.</exception>
    public double? Number(ApiField field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var value) && double.IsFinite(value) => value,
        { ValueKind: JsonValueKind.Null or JsonValueKind.False } => 0,
        { ValueKind: JsonValueKind.True } => 1,
        { ValueKind: JsonValueKind.String } text
            when double.TryParse(Whole(text, field.Name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value) => value,
        _ => throw MustBe(field.Name, "number"),
    };

    /// <summary>A whole number within the field's range; null when it is missing.</summary>
    public int? Integer(ApiField field) => Number(field) switch
    {
        null => null,
        { } number when number >= field.Min && number <= field.Max && number == Math.Floor(number) => (int)number,
        _ => throw MustBe(field.Name, string.Create(CultureInfo.InvariantCulture, $"integer from {field.Min} to {field.Max}")),
    };

    /// <summary>True or false, also as a text, and also as 1 or 0; null when it is missing.</summary>
    public bool? Boolean(ApiField field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False or JsonValueKind.Null } => false,
        { ValueKind: JsonValueKind.String or JsonValueKind.Number } value
            when (value.ValueKind == JsonValueKind.String ? Whole(value, field.Name).ToLowerInvariant() : value.GetRawText()) is var text =>
            text switch
            {
                "true" or "1" => true,
                "false" or "0" or "" => false,
                _ => throw MustBe(field.Name, "boolean"),
            },
        _ => throw MustBe(field.Name, "boolean"),
    };

    /// <summary>A list of texts; a single text stands for a list of one. Empty when it is missing.</summary>
    public IReadOnlyList<string> Texts(ApiField field) => Find(field) switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select((item, index) => item.ValueKind switch
        {
            JsonValueKind.String => Whole(item, $"{field.Name}/{index}"),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => item.GetRawText(),
            _ => throw MustBe($"{field.Name}/{index}", "string"),
        })],
        { ValueKind: JsonValueKind.String } text => [Whole(text, field.Name)],
        _ => throw MustBe(field.Name, "array"),
    };

    /// <summary>A list of objects; empty when it is missing.</summary>
    public IReadOnlyList<RequestFields> Objects(ApiField field) => Find(field) switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Array } list => Items(list, $"{place}/{field.Name}"),
        _ => throw MustBe(field.Name, "array"),
    };

    /// <summary>An object; null when it is missing.</summary>
    public RequestFields? Object(ApiField field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => Of(value, $"{place}/{field.Name}"),
        _ => throw MustBe(field.Name, "object"),
    };

    /// <summary>A problem with a field, in the words of Butler's framework.</summary>
    /// <param name="name">The field.</param>
    /// <param name="what">What it must be.</param>
    public ProblemException MustBe(string name, string what) => ProblemException.ForLoadScripts(400, $"{place}/{name} must be {what}");

    private JsonElement? Find(ApiField field) => find(field.Name) ?? (field.IsRequired
        ? throw ProblemException.ForLoadScripts(400, $"{place} must have required property '{field.Name}'")
        : null);

    private string Chosen(string text, ApiField field) => text.Length > field.MaxLength
        ? throw ProblemException.ForLoadScripts(400, string.Create(
            CultureInfo.InvariantCulture, $"{place}/{field.Name} must NOT have more than {field.MaxLength} characters"))
        : field.Choices.Count == 0 || field.Choices.Contains(text)
        ? text
        : throw MustBe(field.Name, $"equal to one of the allowed values: {string.Join(", ", field.Choices)}");

    private static IReadOnlyList<RequestFields> Items(JsonElement list, string place) =>
    [
        .. list.EnumerateArray().Select((item, index) => item.ValueKind == JsonValueKind.Object
            ? Of(item, $"{place}/{index}")
            : throw ProblemException.ForLoadScripts(400, $"{place}/{index} must be object")),
    ];

    private static RequestFields Of(JsonElement body, string place) =>
        new(place, name => body.TryGetProperty(name, out var value) ? value : null);

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
