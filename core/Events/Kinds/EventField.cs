namespace Butler.Core.Events.Kinds;

/// <summary>A field of an event's data. Every field is null when its value is unknown.</summary>
/// <param name="Name">Its name in the JSON, camel case.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="Meaning">The meaning, in one sentence.</param>
public sealed record EventField(string Name, EventFieldType Type, string Meaning)
{
    /// <summary>The label in the built-in messages; null when they do not list the field, or show it in another way.</summary>
    public string? Label { get; init; }

    /// <summary>
    /// The unit of a number, such as <c>bytes</c>, <c>ms</c>, <c>s</c>, <c>days</c> or <c>times</c>; null for plain numbers and other
    /// types.
    /// </summary>
    public string? Unit { get; init; }

    /// <summary>Whether the field may be absent from an event of the kind.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The fields of an object, or of each object of a list; empty for other types and for objects from other systems.</summary>
    public IReadOnlyList<EventField> Fields { get; init; } = [];
}

/// <summary>The JSON type of a field.</summary>
public enum EventFieldType
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A string with a time in ISO 8601, UTC.</summary>
    Time,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>An array of strings.</summary>
    Texts,

    /// <summary>An object.</summary>
    Object,

    /// <summary>An array of objects.</summary>
    Objects,
}
