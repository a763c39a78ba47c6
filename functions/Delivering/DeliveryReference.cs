using System.Buffers.Text;
using System.Text;

namespace Butler.Functions.Delivering;

/// <summary>The id of a delivery's row in URLs: base64url of its partition key, a dot, its row key. The id is opaque to callers.</summary>
/// <param name="PartitionKey">The partition: the event.</param>
/// <param name="RowKey">The row: the delivery's id.</param>
internal sealed record DeliveryReference(string PartitionKey, string RowKey)
{
    /// <summary>Reads a reference; null when the text is not one.</summary>
    public static DeliveryReference? TryParse(string? text)
    {
        if (text?.LastIndexOf('.') is not (> 0 and var dot) || dot == text.Length - 1 || !Base64Url.IsValid(text.AsSpan(0, dot)))
        {
            return null;
        }

        var row = text[(dot + 1)..];
        return row.All(char.IsAsciiHexDigitLower)
            ? new DeliveryReference(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text.AsSpan(0, dot))), row)
            : null;
    }

    public override string ToString() => $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(PartitionKey))}.{RowKey}";
}
