using Spectre.Console.Rendering;

namespace Butler.Cli.Up.Output;

/// <summary>
/// A line that scrolls by above the live table. The console goes back to the table's first line before it writes, without clearing
/// it: so the line clears what is below first, and ends itself, for the table is drawn again right where it ended.
/// </summary>
internal sealed class AboveTable(IRenderable line) : IRenderable
{
    private const string ClearToEndOfScreen = "\u001b[0J";

    public Measurement Measure(RenderOptions options, int maxWidth) => line.Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        [Segment.Control(ClearToEndOfScreen), .. line.Render(options, maxWidth), Segment.LineBreak];
}
