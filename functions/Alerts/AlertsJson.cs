using System.Text.Json.Serialization;

namespace Butler.Functions.Alerts;

/// <summary>Source-generated JSON of deliveries and of the data of the app's own events.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeliveryMessage))]
[JsonSerializable(typeof(LateSummary))]
[JsonSerializable(typeof(DeadDelivery))]
[JsonSerializable(typeof(EventSummary))]
[JsonSerializable(typeof(IReadOnlyList<PlannedDelivery>))]
internal sealed partial class AlertsJson : JsonSerializerContext;
