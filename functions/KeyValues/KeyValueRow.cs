using System.Globalization;
using System.Text;
using Butler.Core.Azure.Tables;

namespace Butler.Functions.KeyValues;

/// <summary>
/// A key with its value as a row of <c>KeyValues</c>: partition = namespace, row = key. A set overwrites the columns of the row and keeps
/// <c>Created</c>, which gives the order of the keys.
/// </summary>
internal static class KeyValueRow
{
    /// <summary>The time to expire of a value that never does.</summary>
    public static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;

    /// <summary>The columns that a list of keys needs.</summary>
    public static readonly IReadOnlyList<string> KeyColumns = ["Key", "Created", "Expires"];

    private const string Long = "Long";

    /// <summary>Longer values are kept compressed in binary chunks; a text column holds at most 32 K characters.</summary>
    private const int MaxTextLength = 8 * 1024;

    /// <summary>The row of a key without its columns.</summary>
    public static TableRow Of(string @namespace, string key) => new(TableKey.Escape(@namespace), TableKey.Escape(key));

    /// <summary>The columns of a set.</summary>
    public static TableRow Write(string @namespace, string key, string value, DateTimeOffset expires, string version)
    {
        var row = Of(@namespace, key).Set("Expires", expires).Set("Version", version);
        if (row.RowKey != key)
        {
            row.Set("Key", key);
        }

        if (value.Length <= MaxTextLength)
        {
            return row.Set("Value", value).Set("Chunks", 0);
        }

        var before = row.Properties.Count;
        row.SetPayload(Long, Encoding.UTF8.GetBytes(value));
        return row.Set("Chunks", row.Properties.Count - before).Set("Value", "");
    }

    /// <summary>The value. The columns of an earlier, longer one may still be there and are not read.</summary>
    public static string Value(TableRow row)
    {
        if (row.Number("Chunks") is not ({ } chunks and > 0))
        {
            return row.Text("Value") ?? "";
        }

        var own = new TableRow(row.PartitionKey, row.RowKey);
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var column = chunk == 0 ? Long : Long + chunk.ToString(CultureInfo.InvariantCulture);
            own.Set(column, row.Binary(column));
        }

        return Encoding.UTF8.GetString(own.Payload(Long) ?? []);
    }

    /// <summary>The key as the caller wrote it.</summary>
    public static string Key(TableRow row) => row.Text("Key") ?? TableKey.Unescape(row.RowKey);

    /// <summary>Whether the value is still there for callers. An expired row waits for the sweep.</summary>
    public static bool IsAlive(TableRow row, DateTimeOffset now) => row.Date("Expires") is not { } expires || expires > now;
}
