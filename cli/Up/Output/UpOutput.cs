using Spectre.Console;

namespace Butler.Cli.Up.Output;

internal static class UpOutput
{
    /// <summary>A live view where standard output is a terminal, plain lines where it is not.</summary>
    /// <param name="state">How the parts are doing.</param>
    /// <param name="least">The least level of the lines that are shown.</param>
    public static IUpOutput ForThisTerminal(UpState state, LogLevel least) =>
        Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi
            ? new PlainOutput(Console.Out, least)
            : new LiveOutput(AnsiConsole.Console, state, least);
}
