namespace Butler.Local.Processes;

/// <summary>A child process could not be started, or ended during the start. The message is for the user.</summary>
internal sealed class ChildStartException(string message, Exception? inner = null) : Exception(message, inner);
