namespace Butler.Core.Api;

/// <summary>The JSON types of fields.</summary>
public enum ApiFieldType
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list of texts.</summary>
    Texts,

    /// <summary>A list of objects with the fields <see cref="ApiField.Members"/>.</summary>
    Objects,

    /// <summary>An object with the fields <see cref="ApiField.Members"/>.</summary>
    Object,
}

/// <summary>
/// The declaration of a field of a body, or of a parameter of a query. The code that reads the field and the OpenAPI document use the
/// same declaration.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The JSON type. Requests may write numbers and booleans as texts.</param>
/// <param name="Description">What it means, as a sentence.</param>
public sealed record ApiField(string Name, ApiFieldType Type, string Description)
{
    /// <summary>Whether a request without the field is rejected.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The minimum of an integer.</summary>
    public int Min { get; init; } = int.MinValue;

    /// <summary>The maximum of an integer.</summary>
    public int Max { get; init; } = int.MaxValue;

    /// <summary>The maximum length of a text, in characters of UTF-16.</summary>
    public int MaxLength { get; init; } = int.MaxValue;

    /// <summary>The values that a text may have; empty: any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>A typical value for the API's description; null: the description shows the name instead.</summary>
    public string? Example { get; init; }

    /// <summary>The fields of the object, or of each object of the list.</summary>
    public IReadOnlyList<ApiField> Members { get; init; } = [];

    /// <summary>A text.</summary>
    public static ApiField Text(string name, string description) => new(name, ApiFieldType.Text, description);

    /// <summary>A number.</summary>
    public static ApiField Number(string name, string description) => new(name, ApiFieldType.Number, description);

    /// <summary>A whole number within a range.</summary>
    public static ApiField Integer(string name, int min, int max, string description) =>
        new(name, ApiFieldType.Integer, description) { Min = min, Max = max };

    /// <summary>True or false.</summary>
    public static ApiField Boolean(string name, string description) => new(name, ApiFieldType.Boolean, description);

    /// <summary>A list of texts.</summary>
    public static ApiField Texts(string name, string description) => new(name, ApiFieldType.Texts, description);

    /// <summary>A list of objects.</summary>
    public static ApiField Objects(string name, string description, params IReadOnlyList<ApiField> members) =>
        new(name, ApiFieldType.Objects, description) { Members = members };

    /// <summary>An object.</summary>
    public static ApiField Object(string name, string description, params IReadOnlyList<ApiField> members) =>
        new(name, ApiFieldType.Object, description) { Members = members };

    /// <summary>The field as one that must be there.</summary>
    public ApiField Required() => this with { IsRequired = true };
}
