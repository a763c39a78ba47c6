namespace Butler.Core.Events.Kinds;

/// <summary>A field of an event's data. Every field may be null where nothing is known.</summary>
/// <param name="Name">Its name in the JSON, camel case.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="Meaning">What it says, in one sentence.</param>
public sealed record EventField(string Name, EventFieldType Type, string Meaning)
{
    /// <summary>What the built-in forms call it; null where they do not list it, or list it in a way of their own.</summary>
    public string? Label { get; init; }

    /// <summary>The unit of a number, such as <c>bytes</c>, <c>ms</c>, <c>s</c> or <c>days</c>; null for plain numbers and other types.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether an event of the kind may lack it altogether.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The fields of an object, or of each object of a list; empty for other types and for objects whose fields others decide.</summary>
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
