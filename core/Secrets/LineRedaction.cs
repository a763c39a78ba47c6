namespace Butler.Core.Secrets;

/// <summary>
/// Masks the secrets in the lines of a script log, one by one. A secret that spans several lines, such as a private key or the body of a
/// request, is masked in each of them; the time and number before each line are kept.
/// </summary>
internal sealed class LineRedaction
{
    /// <summary>The maximum number of lines of a value: a longer one began with an unrelated quotation mark.</summary>
    private const int MaxLines = 1000;

    private OpenSecret open;
    private bool isStatement;
    private int lines;

    /// <summary>Returns the next line without its secrets.</summary>
    public string Clean(string line)
    {
        if (open.Kind == OpenKind.None && line.AsSpan().IndexOfAny(SecretAnchors.For(line)) < 0)
        {
            return line;
        }

        var start = LinePrefix.Of(line, out var isNumbered);
        if (open.Kind != OpenKind.None && (++lines > MaxLines || (isStatement && start > 0 && !isNumbered)))
        {
            open = default; // a message follows the statement, so an open value has ended
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
