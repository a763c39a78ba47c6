using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Butler.Local.Tests;

/// <summary>Keeps what was logged, each entry as "Level Message".</summary>
internal sealed class RecordingLogger : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue($"{logLevel} {formatter(state, exception)}");

    public void Dispose()
    {
    }
}
