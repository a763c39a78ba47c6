using System.Globalization;
using Azure;
using Azure.Data.Tables;
using SdkEntity = Azure.Data.Tables.TableEntity;

namespace Butler.Core.Azure.Tables;

/// <summary>Converts rows from and to the SDK's type.</summary>
internal static class TableRows
{
    public static SdkEntity ToSdk(TableRow entity)
    {
        var row = new SdkEntity(entity.PartitionKey, entity.RowKey);
        foreach (var (name, value) in entity.Properties)
        {
            row[name] = value;
        }

        return row;
    }

    public static TableTransactionAction ToSdk(TableWrite write) => new(
        write.Kind switch
        {
            TableWriteKind.Insert => TableTransactionActionType.Add,
            TableWriteKind.Upsert => TableTransactionActionType.UpsertReplace,
            TableWriteKind.Merge => TableTransactionActionType.UpdateMerge,
            TableWriteKind.Replace => TableTransactionActionType.UpdateReplace,
            _ => TableTransactionActionType.Delete,
        },
        ToSdk(write.Entity),
        write.ETag is { } etag ? new ETag(etag) : default);

    /// <param name="row">The row from the SDK.</param>
    /// <param name="etag">The ETag of the answer's header; null: that of the row.</param>
    public static TableRow FromSdk(SdkEntity row, string? etag = null)
    {
        var entity = new TableRow(row.PartitionKey, row.RowKey) { ETag = etag ?? row.GetString("odata.etag") };
        foreach (var (name, value) in row)
        {
            // The service writes the time stamp; callers cannot write it.
            if (name is not ("PartitionKey" or "RowKey" or "Timestamp") && !name.StartsWith("odata.", StringComparison.Ordinal))
            {
                entity.Set(name, Value(value));
            }
        }

        return entity;
    }

    /// <summary>Whether the stored row holds every property that the caller wanted to write.</summary>
    public static bool HoldsAllOf(this TableRow found, TableRow written) =>
        written.Properties.All(p => found.Properties.TryGetValue(p.Key, out var value) && (p.Value, value) switch
        {
            (byte[] bytes, byte[] other) => bytes.AsSpan().SequenceEqual(other),
            (int or long, int or long) => found.Number(p.Key) == Convert.ToInt64(p.Value, CultureInfo.InvariantCulture),
            (double, double or int or long) => p.Value.Equals(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            _ => p.Value.Equals(value),
        });

    /// <summary>Converts types that this product does not write to text.</summary>
    private static object? Value(object? value) => value switch
    {
        null or string or int or long or double or bool or byte[] => value,
        DateTimeOffset date => date.ToUniversalTime(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
