using System.Text.Json.Serialization;

namespace Butler.Functions.Delivering;

/// <summary>Counts of deliveries since the start of the process.</summary>
internal sealed record DeliveryTotals(long Planned = 0, long Sent = 0, long Retried = 0, long Dead = 0)
{
    public static DeliveryTotals operator +(DeliveryTotals one, DeliveryTotals other) => new(
        one.Planned + other.Planned, one.Sent + other.Sent, one.Retried + other.Retried, one.Dead + other.Dead);
}

/// <summary>Source-generated JSON of the totals.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeliveryTotals))]
internal sealed partial class DeliveryTotalsJson : JsonSerializerContext;
