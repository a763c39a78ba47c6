namespace Butler.RelayAgent.Monitors.Access;

/// <summary>The access licenses of a type: seats, tokens, or minutes of analyzer capacity.</summary>
/// <param name="Type">The type, as the event <c>sense.license.low</c> names it.</param>
/// <param name="Available">How many are left.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Used">How many are in use; null when it is unknown.</param>
internal sealed record AccessNumbers(string Type, double Available, double Total, double? Used);
