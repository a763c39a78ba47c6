namespace Butler.Core.Events.Kinds;

/// <summary>Helpers to declare fields.</summary>
internal static class Field
{
    public static EventField TextField(string name, string? label, string meaning) =>
        new(name, EventFieldType.Text, meaning) { Label = label };

    public static EventField TimeField(string name, string? label, string meaning) =>
        new(name, EventFieldType.Time, meaning) { Label = label };

    public static EventField NumberField(string name, string? label, string meaning, string? unit = null) =>
        new(name, EventFieldType.Number, meaning) { Label = label, Unit = unit };

    public static EventField TruthField(string name, string? label, string meaning) =>
        new(name, EventFieldType.Truth, meaning) { Label = label };

    public static EventField TextsField(string name, string? label, string meaning) =>
        new(name, EventFieldType.Texts, meaning) { Label = label };

    public static EventField ObjectField(string name, string meaning, params IReadOnlyList<EventField> fields) =>
        new(name, EventFieldType.Object, meaning) { Fields = fields };

    public static EventField ObjectsField(string name, string meaning, params IReadOnlyList<EventField> fields) =>
        new(name, EventFieldType.Objects, meaning) { Fields = fields };

    public static EventField Optional(this EventField field) => field with { IsOptional = true };
}
