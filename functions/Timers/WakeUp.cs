using System.Text.Json.Serialization;

namespace Butler.Functions.Timers;

/// <summary>A scheduled wake-up.</summary>
/// <param name="Kind">The kind of timer.</param>
/// <param name="Id">The id of the thing to wake.</param>
/// <param name="At">The time, UTC.</param>
internal sealed record WakeUp(string Kind, string Id, DateTimeOffset At);

/// <summary>The message on the queue <c>timers</c>.</summary>
/// <param name="Kind">The kind of timer, such as <c>late</c>.</param>
/// <param name="Id">The id of the thing to wake.</param>
/// <param name="Due">The time, UTC.</param>
internal sealed record TimerMessage(string Kind, string Id, DateTimeOffset Due);

/// <summary>Source-generated JSON of timers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TimerMessage))]
internal sealed partial class TimersJson : JsonSerializerContext;
