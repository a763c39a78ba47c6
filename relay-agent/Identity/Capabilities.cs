namespace Butler.RelayAgent.Identity;

/// <summary>The capabilities of a part of the relay, by which the function app chooses a relay.</summary>
/// <param name="Names">The names in the heartbeat.</param>
internal sealed record Capabilities(IReadOnlyList<string> Names);
