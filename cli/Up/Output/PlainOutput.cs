namespace Butler.Cli.Up.Output;

/// <summary>Lines with the part's name before them, each flushed at once.</summary>
internal sealed class PlainOutput(TextWriter writer, LogLevel least) : IUpOutput
{
    private const int NameWidth = 10;
    private readonly Lock gate = new();

    public LogLevel Least => least;

    public void Line(string part, LogLevel level, string text)
    {
        if (level < least)
        {
            return;
        }

        var mark = level >= LogLevel.Error ? "ERROR " : level == LogLevel.Warning ? "WARN " : "";
        Announce($"{part.PadRight(NameWidth)} | {mark}{text}");
    }

    public void Alert(string text) => Announce(text);

    public void Announce(string text)
    {
        lock (gate)
        {
            writer.WriteLine(text);
            writer.Flush();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
