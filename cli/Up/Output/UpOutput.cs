using Spectre.Console;

namespace Butler.Cli.Up.Output;

internal static class UpOutput
{
    /// <summary>A live view if standard output is a terminal, or else plain lines.</summary>
    /// <param name="state">The state of the parts.</param>
    /// <param name="least">The minimum level of shown lines.</param>
    public static IUpOutput ForThisTerminal(UpState state, LogLevel least) =>
        Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi
            ? new PlainOutput(Console.Out, least)
            : new LiveOutput(AnsiConsole.Console, state, least);
}
