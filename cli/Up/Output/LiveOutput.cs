using System.Threading.Channels;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Butler.Cli.Up.Output;

/// <summary>A table of the parts and queues at the foot of the terminal, with alerts and log lines scrolling above it.</summary>
internal sealed class LiveOutput : IUpOutput
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);

    private readonly IAnsiConsole console;
    private readonly UpState state;

    // Only one task writes to the terminal, because the live table allows no other writers.
    private readonly Channel<IRenderable> lines = Channel.CreateUnbounded<IRenderable>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task showing;

    public LiveOutput(IAnsiConsole console, UpState state, LogLevel least)
    {
        Least = least;
        this.console = console;
        this.state = state;
        showing = console.Live(StatusTable.Of(state)).AutoClear(true).StartAsync(ShowAsync);
    }

    public LogLevel Least { get; }

    public void Line(string part, LogLevel level, string text)
    {
        if (level < Least)
        {
            return;
        }

        var colour = level >= LogLevel.Error ? Color.Red : level == LogLevel.Warning ? Color.Yellow : Color.Default;
        var paragraph = new Paragraph();
        paragraph.Append($"{part,-10} | ", new Style(Color.Grey));
        paragraph.Append(text, new Style(colour));
        lines.Writer.TryWrite(paragraph);
    }

    public void Alert(string text) => lines.Writer.TryWrite(new Text(text, new Style(decoration: Decoration.Bold)));

    public void Announce(string text) => lines.Writer.TryWrite(new Text(text, new Style(Color.Green)));

    public async ValueTask DisposeAsync()
    {
        lines.Writer.TryComplete();
        await showing;
    }

    private async Task ShowAsync(LiveDisplayContext live)
    {
        while (true)
        {
            var more = lines.Reader.WaitToReadAsync().AsTask();
            await Task.WhenAny(more, Task.Delay(Refresh, TimeProvider.System));
            while (lines.Reader.TryRead(out var line))
            {
                console.Write(new AboveTable(line));
            }

            live.UpdateTarget(StatusTable.Of(state));
            if (more.IsCompleted && !await more)
            {
                return;
            }
        }
    }
}
