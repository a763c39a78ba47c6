namespace Butler.Cli.Up.Output;

/// <summary>The output of <c>butler up</c>.</summary>
internal interface IUpOutput : IAsyncDisposable
{
    /// <summary>The minimum level of shown lines.</summary>
    LogLevel Least { get; }

    /// <summary>A line of a part's output or log; not shown below <see cref="Least"/>.</summary>
    void Line(string part, LogLevel level, string text);

    /// <summary>A line of a rendered alert.</summary>
    void Alert(string text);

    /// <summary>A line without changes, for people and scripts.</summary>
    void Announce(string text);
}
