namespace Butler.Local.Processes;

/// <summary>How a part of a system is doing.</summary>
/// <param name="Name">The part's name, as before its lines of output.</param>
/// <param name="State">One word.</param>
/// <param name="ProcessId">Null when it is not running, or has no process of its own.</param>
/// <param name="Restarts">How often it had to be started again.</param>
internal sealed record PartStatus(string Name, string State, int? ProcessId, int Restarts);
