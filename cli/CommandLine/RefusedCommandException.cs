namespace Butler.Cli.CommandLine;

/// <summary>A command cannot do what was asked, and the message tells the user why; nothing is left running.</summary>
internal sealed class RefusedCommandException(string message, Exception? inner = null) : Exception(message, inner);
