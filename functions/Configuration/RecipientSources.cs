using Butler.Core.Events;

namespace Butler.Functions.Configuration;

/// <summary>The sources of an event's recipients.</summary>
/// <param name="Values">The values of the task's custom property; one value may hold several recipients.</param>
/// <param name="Configured">The recipients of <c>to</c>; empty when its condition does not hold.</param>
/// <param name="IsToMet">Whether the condition of <c>to</c> holds.</param>
/// <param name="Event">The event.</param>
/// <param name="Task">Its data, if it is about a task.</param>
internal sealed record RecipientSources(
    IReadOnlyList<string> Values, IReadOnlyList<string> Configured, bool IsToMet, CloudEvent Event, TaskEventData? Task);
