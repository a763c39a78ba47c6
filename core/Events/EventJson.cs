using System.Text.Json.Serialization;

namespace Butler.Core.Events;

/// <summary>Source-generated JSON of the event model: camel case, without nulls, with few escapes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CloudEvent))]
[JsonSerializable(typeof(TaskEventData))]
public sealed partial class EventJson : JsonSerializerContext;
