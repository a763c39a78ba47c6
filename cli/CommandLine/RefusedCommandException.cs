namespace Butler.Cli.CommandLine;

/// <summary>A command failed. The message tells the user why; no process is left running.</summary>
internal sealed class RefusedCommandException(string message, Exception? inner = null) : Exception(message, inner);
