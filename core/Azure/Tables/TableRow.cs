using System.Globalization;
using Butler.Core.Text;

namespace Butler.Core.Azure.Tables;

/// <summary>
/// A row: its two keys, its ETag, and properties of the types Table Storage knows (text, 32 and 64 bit integers, doubles,
/// booleans, dates, binary). Reading a property that is absent or of another type gives null.
/// </summary>
public sealed class TableRow(string partitionKey, string rowKey)
{
    /// <summary>The longest text that <see cref="SetShown"/> keeps whole, in characters.</summary>
    public const int MaxShownLength = 1000;

    private readonly Dictionary<string, object> properties = [];

    /// <summary>The partition key.</summary>
    public string PartitionKey { get; } = partitionKey;

    /// <summary>The row key, unique in its partition.</summary>
    public string RowKey { get; } = rowKey;

    /// <summary>The ETag that was read; null for a row created in this process.</summary>
    public string? ETag { get; init; }

    /// <summary>All properties but the keys.</summary>
    public IReadOnlyDictionary<string, object> Properties => properties;

    /// <summary>Sets a property; a null value is not stored.</summary>
    /// <exception cref="ArgumentException">The value is of a type that Table Storage does not know.</exception>
    public TableRow Set(string name, object? value)
    {
        if (value is null)
        {
            properties.Remove(name);
            return this;
        }

        if (value is not (string or int or long or double or bool or DateTimeOffset or byte[]))
        {
            throw new ArgumentException($"Table Storage has no type for {value.GetType().Name}.", nameof(value));
        }

        properties[name] = value;
        return this;
    }

    /// <summary>
    /// Sets a text that is only displayed, and shortens it to <see cref="MaxShownLength"/>: a column holds at most 32 K characters, and
    /// names from other systems can be longer.
    /// </summary>
    public TableRow SetShown(string name, string? text) =>
        Set(name, text is { Length: > MaxShownLength } ? TextCut.Beginning(text, MaxShownLength) + "…" : text);

    /// <summary>A text property.</summary>
    public string? Text(string name) => properties.TryGetValue(name, out var value) ? value as string : null;

    /// <summary>An integer property.</summary>
    public long? Number(string name) => properties.TryGetValue(name, out var value)
        ? value switch
        {
            int number => number,
            long number => number,
            string text when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        }
        : null;

    /// <summary>A boolean property.</summary>
    public bool? Flag(string name) => properties.TryGetValue(name, out var value) ? value as bool? : null;

    /// <summary>A date property, UTC.</summary>
    public DateTimeOffset? Date(string name) => properties.TryGetValue(name, out var value)
        ? value switch
        {
            DateTimeOffset date => date,
            string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) =>
                date.ToUniversalTime(),
            _ => null,
        }
        : null;

    /// <summary>A binary property.</summary>
    public byte[]? Binary(string name) => properties.TryGetValue(name, out var value)
        ? value switch
        {
            byte[] bytes => bytes,
            string text => TryBase64(text),
            _ => null,
        }
        : null;

    private static byte[]? TryBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : null;
    }
}
