namespace Butler.Local.Processes;

/// <summary>A child process could not be started, or ended before it was of use; the message is meant for the user.</summary>
internal sealed class ChildStartException(string message, Exception? inner = null) : Exception(message, inner);
