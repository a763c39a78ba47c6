using Spectre.Console.Rendering;

namespace Butler.Cli.Up.Output;

/// <summary>
/// A line that scrolls above the live table. The console moves to the table's first line before it writes, without clearing it. The line
/// therefore clears the rest first and ends itself, because the table is drawn again where the line ended.
/// </summary>
internal sealed class AboveTable(IRenderable line) : IRenderable
{
    private const string ClearToEndOfScreen = "\u001b[0J";

    public Measurement Measure(RenderOptions options, int maxWidth) => line.Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        [Segment.Control(ClearToEndOfScreen), .. line.Render(options, maxWidth), Segment.LineBreak];
}
