namespace Butler.RelayAgent.Secrets;

/// <summary>
/// Masks the secrets in the lines of a script log, one after the other. A secret that goes over several lines, such as a private
/// key or the body of a request, is masked in each of them; the time and number before each line stay.
/// </summary>
internal sealed class LineRedaction
{
    /// <summary>No value has more lines: what seems to be one began with a stray mark.</summary>
    private const int MaxLines = 1000;

    private OpenSecret open;
    private bool isStatement;
    private int lines;

    /// <summary>The next line without its secrets.</summary>
    public string Clean(string line)
    {
        if (open.Kind == OpenKind.None && line.AsSpan().IndexOfAny(SecretAnchors.For(line)) < 0)
        {
            return line;
        }

        var start = LinePrefix.Of(line, out var isNumbered);
        if (open.Kind != OpenKind.None && (++lines > MaxLines || (isStatement && start > 0 && !isNumbered)))
        {
            open = default; // a message follows the statement: whatever was open has ended
        }

        var found = new SecretRanges();
        var scanner = new SecretScanner(line, found);
        var before = open;
        scanner.Scan(open.Kind == OpenKind.None ? start : scanner.Continue(start, open));
        open = scanner.Open;
        if (before.Kind == OpenKind.None)
        {
            (isStatement, lines) = (isNumbered, 0);
        }

        return found.Apply(line);
    }
}
