using System.Globalization;
using Azure.Data.Tables;

namespace Butler.Core.Azure.Tables;

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

    /// <summary>Rows of any partition that were last written before a date; it reads the whole table.</summary>
    public static string WrittenBefore(DateTimeOffset date) => Before("Timestamp", date);

    /// <summary>Rows of all partitions whose key is equal or greater.</summary>
    public static string PartitionsFrom(string partitionKey) => From("PartitionKey", partitionKey);

    /// <summary>Rows of all partitions whose key starts with a prefix.</summary>
    public static string PartitionPrefix(string prefix) =>
        $"PartitionKey ge {Quote(prefix)} and PartitionKey lt {Quote(prefix[..^1] + (char)(prefix[^1] + 1))}";

    /// <summary>Rows whose key is greater than the given key.</summary>
    public static string RowsAfter(string rowKey) => $"RowKey gt {Quote(rowKey)}";

    /// <summary>A text column has this value. A row without the column never matches.</summary>
    public static string Is(string column, string value) => $"{column} eq {Quote(value)}";

    /// <summary>A text column has this value or a greater one.</summary>
    public static string From(string column, string value) => $"{column} ge {Quote(value)}";

    /// <summary>A date column is not before a date.</summary>
    public static string From(string column, DateTimeOffset date) => $"{column} ge {Quote(date)}";

    /// <summary>A date column is before a date.</summary>
    public static string Before(string column, DateTimeOffset date) => $"{column} lt {Quote(date)}";

    /// <summary>All conditions must hold; null and empty ones are ignored.</summary>
    public static string All(params IEnumerable<string?> conditions) =>
        string.Join(" and ", conditions.Where(condition => !string.IsNullOrEmpty(condition)));

    private static string Quote(DateTimeOffset date) =>
        string.Create(CultureInfo.InvariantCulture, $"datetime'{date.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffffZ}'");

    private static string Quote(string text) => TableClient.CreateQueryFilter($"{text}");
}
