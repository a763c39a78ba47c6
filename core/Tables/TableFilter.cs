using System.Globalization;

namespace Butler.Core.Tables;

/// <summary>Builds OData filters with their values quoted.</summary>
public static class TableFilter
{
    /// <summary>All rows of a partition.</summary>
    public static string Partition(string partitionKey) => $"PartitionKey eq {Quote(partitionKey)}";

    /// <summary>The rows of a partition whose key starts with a prefix.</summary>
    public static string RowPrefix(string partitionKey, string prefix) =>
        $"{Partition(partitionKey)} and RowKey ge {Quote(prefix)} and RowKey lt {Quote(prefix[..^1] + (char)(prefix[^1] + 1))}";

    /// <summary>Rows of all partitions up to and including a key.</summary>
    public static string PartitionsUpTo(string partitionKey) => $"PartitionKey le {Quote(partitionKey)}";

    /// <summary>Rows with a text property of a value; alone, it reads the whole table.</summary>
    public static string Is(string property, string value) => $"{property} eq {Quote(value)}";

    /// <summary>Rows with a date property before a date; alone, it reads the whole table.</summary>
    public static string Before(string property, DateTimeOffset date) =>
        string.Create(CultureInfo.InvariantCulture, $"{property} lt datetime'{date.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}'");

    /// <summary>Rows of any partition that were last written before a date; it reads the whole table.</summary>
    public static string WrittenBefore(DateTimeOffset date) => Before("Timestamp", date);

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
