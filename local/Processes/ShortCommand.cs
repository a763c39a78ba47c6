using System.Text;

namespace Butler.Local.Processes;

/// <summary>Runs a program to its end.</summary>
internal static class ShortCommand
{
    /// <exception cref="ChildStartException">The program could not be started.</exception>
    public static async Task<CommandResult> RunAsync(ChildStart start, CancellationToken cancellationToken, Action<string>? progress = null)
    {
        var output = new StringBuilder();
        var error = new StringBuilder();
        using var child = ChildProcess.Start(start, line => Take(output, line), line => Take(error, line));
        child.CloseInput();
        try
        {
            var exitCode = await child.Exited.WaitAsync(cancellationToken);
            return new CommandResult(exitCode, output.ToString(), error.ToString());
        }
        finally
        {
            child.Kill();
        }

        void Take(StringBuilder text, string line)
        {
            text.AppendLine(line);
            progress?.Invoke(line);
        }
    }
}

/// <summary>The exit code and output of a program.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
