namespace Butler.Cli.Up.Output;

/// <summary>What <c>butler up</c> shows to whoever started it.</summary>
internal interface IUpOutput : IAsyncDisposable
{
    /// <summary>The least level of the lines that are shown.</summary>
    LogLevel Least { get; }

    /// <summary>A line of a part's output or log; not shown below <see cref="Least"/>.</summary>
    void Line(string part, LogLevel level, string text);

    /// <summary>A line of a rendered alert: what all of this is for.</summary>
    void Alert(string text);

    /// <summary>A line exactly as it stands, for people and for scripts.</summary>
    void Announce(string text);
}
