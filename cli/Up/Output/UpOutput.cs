using Spectre.Console;

namespace Butler.Cli.Up.Output;

internal static class UpOutput
{
    /// <summary>A live view where standard output is a terminal, plain lines where it is not.</summary>
    public static IUpOutput ForThisTerminal(UpState state) =>
        Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi ? new PlainOutput(Console.Out) : new LiveOutput(AnsiConsole.Console, state);
}
