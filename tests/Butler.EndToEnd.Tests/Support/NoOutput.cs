using Butler.Cli.Up.Output;
using Microsoft.Extensions.Logging;

namespace Butler.EndToEnd.Tests.Support;

/// <summary>Shows nothing.</summary>
internal sealed class NoOutput : IUpOutput
{
    public LogLevel Least => LogLevel.None;

    public void Line(string part, LogLevel level, string text)
    {
    }

    public void Alert(string text)
    {
    }

    public void Announce(string text)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
