using System.Text.Json.Serialization;

namespace Butler.Functions.Timers;

/// <summary>A moment at which something is looked at again.</summary>
/// <param name="Kind">The kind of timer.</param>
/// <param name="Id">What is looked at.</param>
/// <param name="At">When, UTC.</param>
internal sealed record WakeUp(string Kind, string Id, DateTimeOffset At);

/// <summary>What lies on the queue <c>timers</c>.</summary>
/// <param name="Kind">What kind of thing is due, such as <c>late</c>.</param>
/// <param name="Id">Which one.</param>
/// <param name="Due">When, UTC.</param>
internal sealed record TimerMessage(string Kind, string Id, DateTimeOffset Due);

/// <summary>Source-generated JSON of timers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TimerMessage))]
internal sealed partial class TimersJson : JsonSerializerContext;
