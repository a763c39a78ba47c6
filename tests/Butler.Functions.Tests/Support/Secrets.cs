using System.Text;
using Butler.Core.Azure.Tables;
using Butler.Functions.Storage;
using Microsoft.Extensions.Logging;

namespace Butler.Functions.Tests.Support;

/// <summary>Looks for secrets where none may be.</summary>
internal static class Secrets
{
    private static readonly string[] Payloads = ["Event", "Plan", "Message", "Command", "Result", "Heartbeat"];

    private static readonly string[] Tables =
    [
        TableNames.Events, TableNames.Deliveries, TableNames.Throttles, TableNames.Incidents, TableNames.Due, TableNames.Commands,
        TableNames.Relays,
    ];

    /// <summary>No row, no queue message, no log line and nothing printed holds the text.</summary>
    public static void ShouldBeNowhere(App app, LogLines logs, string secret)
    {
        foreach (var (where, text) in Everything(app, logs))
        {
            text.ShouldNotContain(secret, Case.Insensitive, $"in {where}");
        }
    }

    private static IEnumerable<(string Where, string Text)> Everything(App app, LogLines logs)
    {
        foreach (var row in Tables.SelectMany(table => app.Tables.Rows(table).Select(row => (table, row))))
        {
            foreach (var (name, value) in row.row.Properties)
            {
                yield return ($"{row.table}.{name}", value as string ?? "");
            }

            foreach (var name in Payloads)
            {
                yield return ($"{row.table}.{name}", row.row.Payload(name) is { } payload ? Encoding.UTF8.GetString(payload) : "");
            }
        }

        foreach (var (queue, message) in app.Bus.Sent)
        {
            yield return ($"a message on {queue}",
                Encoding.UTF8.GetString(message.Body.Span) + string.Join(' ', message.Properties.Values));
        }

        yield return ("the log", logs.Text);
        yield return ("the terminal", app.Terminal.ToString());
    }
}

/// <summary>Keeps what is logged, with every value and exception.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly StringBuilder text = new();

    public string Text
    {
        get
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (text)
        {
            text.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
        }
    }

    public void Dispose()
    {
    }
}
