namespace Butler.RelayAgent.Identity;

/// <summary>What a part of the relay can do, by which the function app chooses a relay.</summary>
/// <param name="Names">The names that stand in the heartbeat.</param>
internal sealed record Capabilities(IReadOnlyList<string> Names);
