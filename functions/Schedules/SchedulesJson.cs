using System.Text.Json.Serialization;
using Butler.Functions.Configuration;

namespace Butler.Functions.Schedules;

/// <summary>Source-generated JSON of schedules.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduleDefinition))]
[JsonSerializable(typeof(CloudTarget))]
[JsonSerializable(typeof(ScheduleAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ScheduleAnswer>))]
[JsonSerializable(typeof(MissedTaskData))]
[JsonSerializable(typeof(object))]
internal sealed partial class SchedulesJson : JsonSerializerContext;
