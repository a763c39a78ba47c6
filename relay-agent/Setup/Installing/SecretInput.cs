using System.Text;

namespace Butler.RelayAgent.Setup.Installing;

/// <summary>Takes a secret from the operator: from a file, standard input, or the keyboard without showing it.</summary>
internal sealed class SecretInput(TextReader input, TextWriter output, Func<ConsoleKeyInfo>? keyboard)
{
    /// <summary>Standard input, and the keyboard where there is one.</summary>
    public static SecretInput OfConsole(TextWriter output) =>
        new(Console.In, output, Console.IsInputRedirected ? null : () => Console.ReadKey(intercept: true));

    /// <summary>Reads the secret.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="file">The option's value: a file, or <c>-</c> for standard input.</param>
    /// <param name="check">Says what is wrong with it, without showing it; null when it is good.</param>
    /// <exception cref="IOException">It is empty, cannot be read or stored, or <paramref name="check"/> rejects it.</exception>
    public string Read(string option, string file, Func<string, string?> check)
    {
        var text = OneLine(file == "-" ? input.ReadToEnd() : ReadFile(option, file));
        return Problem(text, check) is { } problem ? throw new IOException($"{option}: {problem}") : text;
    }

    /// <summary>Asks for the secret until it is good or the operator enters nothing; null then, or without a keyboard.</summary>
    public string? Ask(string question, Func<string, string?> check)
    {
        while (keyboard is not null)
        {
            output.Write($"{question}: ");
            var text = OneLine(Type(keyboard));
            output.WriteLine();
            if (text.Length == 0)
            {
                return null;
            }

            if (Problem(text, check) is not { } problem)
            {
                return text;
            }

            output.WriteLine(problem);
        }

        return null;
    }

    // There may be a connection string for each queue, on lines of their own; they are stored as one line.
    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string ReadFile(string option, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{option}: {file} cannot be read: {e.Message}", e);
        }
    }

    // systemd would take quotes and backslashes for its own.
    private static string? Problem(string text, Func<string, string?> check) =>
        text.Length == 0 ? "there is nothing in it; give the secret alone"
        : text.Any(c => char.IsControl(c) || c is '"' or '\'' or '\\')
            ? "it has quotes, backslashes or control characters; give the secret alone"
        : check(text);

    private static string Type(Func<ConsoleKeyInfo> keyboard)
    {
        var typed = new StringBuilder();
        while (keyboard() is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (key.KeyChar != '\0')
            {
                typed.Append(key.KeyChar);
            }
        }

        return typed.ToString();
    }
}
