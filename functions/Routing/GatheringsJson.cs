using System.Text.Json.Serialization;

namespace Butler.Functions.Routing;

/// <summary>Source-generated JSON of what is gathered before it is alerted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GroupMember))]
[JsonSerializable(typeof(GroupPlan))]
[JsonSerializable(typeof(LatePlan))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class GatheringsJson : JsonSerializerContext;
