using System.Buffers.Text;
using System.Text;

namespace Butler.Functions.Delivering;

/// <summary>
/// The id of a delivery in URLs: base64url of its partition key (and of a line break and its event's partition key, if the event's row
/// records the delivery), a dot, its row key. The id is opaque to callers.
/// </summary>
/// <param name="PartitionKey">The partition: the event.</param>
/// <param name="RowKey">The row: the delivery's id.</param>
internal sealed record DeliveryReference(string PartitionKey, string RowKey)
{
    /// <summary>The partition of the event's row in the table <c>Events</c>; null when the delivery has a row of its own.</summary>
    public string? EventPartition { get; init; }

    /// <summary>Reads a reference; null when the text is not one.</summary>
    public static DeliveryReference? TryParse(string? text)
    {
        if (text?.LastIndexOf('.') is not (> 0 and var dot) || dot == text.Length - 1 || !Base64Url.IsValid(text.AsSpan(0, dot)))
        {
            return null;
        }

        var row = text[(dot + 1)..];
        var partitions = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text.AsSpan(0, dot))).Split('\n');
        return row.All(char.IsAsciiHexDigitLower) && partitions.Length <= 2
            ? new DeliveryReference(partitions[0], row) { EventPartition = partitions.ElementAtOrDefault(1) }
            : null;
    }

    public override string ToString()
    {
        var partitions = EventPartition is null ? PartitionKey : $"{PartitionKey}\n{EventPartition}";
        return $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(partitions))}.{RowKey}";
    }
}
