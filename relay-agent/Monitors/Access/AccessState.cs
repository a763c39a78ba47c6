using System.Text.Json.Serialization;

namespace Butler.RelayAgent.Monitors.Access;

/// <summary>What the monitor of access licenses remembers.</summary>
/// <param name="Types">The types that have been low.</param>
internal sealed record AccessState(IReadOnlyList<LowType> Types);

/// <summary>A type of access licenses that is or was low.</summary>
/// <param name="Type">The type.</param>
/// <param name="IsLow">Whether it was low at the last look.</param>
/// <param name="Day">The day in UTC when it last became low.</param>
/// <param name="Times">How often it became low on that day.</param>
internal sealed record LowType(string Type, bool IsLow, string Day, int Times);

/// <summary>Source-generated JSON of what is remembered.</summary>
[JsonSerializable(typeof(AccessState))]
internal sealed partial class AccessJson : JsonSerializerContext;
