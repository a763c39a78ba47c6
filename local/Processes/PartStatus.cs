namespace Butler.Local.Processes;

/// <summary>The status of a part of the system.</summary>
/// <param name="Name">The part's name, as in its output lines.</param>
/// <param name="State">The state, in one word.</param>
/// <param name="ProcessId">The process id; null when the part is not running, or has no own process.</param>
/// <param name="Restarts">The number of restarts.</param>
internal sealed record PartStatus(string Name, string State, int? ProcessId, int Restarts);
