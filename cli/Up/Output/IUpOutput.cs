namespace Butler.Cli.Up.Output;

/// <summary>What <c>butler up</c> shows to whoever started it.</summary>
internal interface IUpOutput : IAsyncDisposable
{
    /// <summary>A line of a part's output or log.</summary>
    void Line(string part, LogLevel level, string text);

    /// <summary>A line of a rendered alert: what all of this is for.</summary>
    void Alert(string text);

    /// <summary>A line exactly as it stands, for people and for scripts.</summary>
    void Announce(string text);
}
