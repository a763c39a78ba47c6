namespace Butler.Cli.Up;

/// <summary><c>butler up</c> cannot start, and the message says why; nothing is left running.</summary>
internal sealed class UpException(string message, Exception? inner = null) : Exception(message, inner);
