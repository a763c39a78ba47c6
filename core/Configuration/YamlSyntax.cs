using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Butler.Core.Configuration;

/// <summary>Parses a file's text to its root node. Every exception of the parser becomes a fault with a position and a remedy.</summary>
internal static class YamlSyntax
{
    private const char Mark = '\uFEFF';

    /// <summary>The parser's messages that usually mean a wrong indentation.</summary>
    private static readonly string[] IndentationMessages =
    [
        "did not find expected key", "<document end>", "found invalid mapping", "'-' indicator", "not allowed in this context",
    ];

    /// <exception cref="ConfigurationException">The text is not YAML that a configuration can be read from.</exception>
    public static YamlNode Parse(string file, string text)
    {
        if (text.IndexOf(Mark, StringComparison.Ordinal) is var mark and >= 0)
        {
            var line = text.AsSpan(0, mark).Count('\n') + 1;
            var column = mark - text.LastIndexOf('\n', mark);
            throw Faulty(
                file, line, column, "an invisible byte order mark is in the middle of the file; delete the line and type it again");
        }

        var stream = new YamlStream();
        try
        {
            if (YamlStructure.Check(file, text) is { Count: > 0 } faults)
            {
                throw new ConfigurationException(faults);
            }

            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw Explained(file, text, e);
        }
        catch (Exception e) when (e is not (ConfigurationException or OutOfMemoryException))
        {
            // The parser throws other exceptions too, such as InvalidOperationException, on unexpected text.
            throw Explained(file, text, null);
        }

        return stream.Documents switch
        {
            [var only] => only.RootNode,
            [] => throw Faulty(file, 0, 0, "is empty"),
            _ => throw Faulty(file, 0, 0, "holds several YAML documents; expected one"),
        };
    }

    private static ConfigurationException Explained(string file, string text, YamlException? e)
    {
        var outline = new YamlOutline(text);
        var hints = YamlHint.In(outline);
        var line = (int)(e?.Start.Line ?? int.MaxValue);
        var message = e?.Message ?? "";
        if (message.Contains("tab", StringComparison.Ordinal) && hints.FirstOrDefault(h => h.Message == YamlHint.Tab) is { Line: > 0 } tab)
        {
            return Faulty(file, tab);
        }

        // If the parser gives a line, the cause is the nearest hint above it. It gives none if a comment hides a bracket: the first hint is
        // the cause.
        var above = e is null ? hints.FirstOrDefault(h => h.Message == YamlHint.Hash).Line : hints.LastOrDefault(h => h.Line <= line).Line;
        if (above > 0)
        {
            return Faulty(file, hints.First(h => h.Line == above));
        }

        if (outline.OpenQuote is { } quote)
        {
            return Faulty(file, quote.Line, quote.Column, $"the {quote.Character} that begins here is never closed");
        }

        if (outline.OpenBracket is { } bracket)
        {
            return Faulty(file, bracket.Line, bracket.Column, $"the {bracket.Character} that begins here is never closed");
        }

        if (IsIndentation(message))
        {
            return Faulty(file, line, (int)e!.Start.Column,
                "the indentation is wrong here: keys that belong together start in the same column, and what belongs to a key starts "
                    + "further right in the lines below it");
        }

        return e is null
            ? Faulty(file, hints.Count > 0 ? hints[0] : new YamlHint(0, 0, "the parser does not understand it; look for brackets and "
                + "quotation marks without their partner"))
            : Faulty(file, line, (int)e.Start.Column, e.Message);
    }

    private static bool IsIndentation(string message) => IndentationMessages.Any(part => message.Contains(part, StringComparison.Ordinal));

    private static ConfigurationException Faulty(string file, YamlHint hint) => Faulty(file, hint.Line, hint.Column, hint.Message);

    private static ConfigurationException Faulty(string file, int line, int column, string message) => new(
    [
        new ConfigurationFault(file, line, "", line > 0 ? $"is not valid YAML: {message}" : message) { Column = column },
    ]);
}
