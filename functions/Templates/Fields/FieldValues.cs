namespace Butler.Functions.Templates.Fields;

/// <summary>Forms of values that several groups of fields share.</summary>
internal static class FieldValues
{
    public static object?[] List(IReadOnlyList<string>? texts) => texts is null ? [] : [.. texts];

    public static string? Utc(DateTimeOffset? time) => time is { } known ? TimeFields.Utc(known) : null;

    /// <summary>The first text that is not empty.</summary>
    public static string? Known(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (!string.IsNullOrEmpty(text))
            {
                return text;
            }
        }

        return null;
    }
}
