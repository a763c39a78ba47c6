namespace Butler.Cli.Up.Output;

/// <summary>Shows log entries of what lives in this process, and finds the rendered alerts among the lines of the function app.</summary>
internal sealed class UpLoggerProvider(IUpOutput output) : ILoggerProvider
{
    /// <summary>The prefix of an alert's line from the function app's console channel.</summary>
    private const string AlertMarker = "ALERT ";

    private const string PartPrefix = "Butler.Part.";

    /// <summary>What the Functions host puts before the categories of the function app.</summary>
    private const string FunctionPrefix = "Function.";

    /// <summary>The category whose entries are shown as a part's lines.</summary>
    public static string CategoryOf(string part) => PartPrefix + part;

    public ILogger CreateLogger(string categoryName) => categoryName switch
    {
        "Host.Function.Console" => new ConsoleLogger(output),
        _ when categoryName.StartsWith(FunctionPrefix, StringComparison.Ordinal) => new FunctionLogger(output, categoryName),
        _ when categoryName.StartsWith("Butler.Local.ServiceBus", StringComparison.Ordinal) => new PartLogger(output, "servicebus"),
        _ when categoryName.StartsWith(PartPrefix, StringComparison.Ordinal) => new PartLogger(output, categoryName[PartPrefix.Length..]),
        _ => new PartLogger(output, "host"),
    };

    public void Dispose()
    {
    }

    private class PartLogger(IUpOutput output, string part) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= output.Least;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            Write(logLevel, formatter(state, exception));
            if (exception is not null)
            {
                Write(logLevel, exception.ToString());
            }
        }

        protected virtual void Write(LogLevel level, string text) => output.Line(part, level, text);
    }

    /// <summary>Shows the last word of the category before an entry.</summary>
    private sealed class FunctionLogger(IUpOutput output, string category) : PartLogger(output, "functions")
    {
        private readonly string prefix = $"{category[(category.LastIndexOf('.') + 1)..]}: ";

        protected override void Write(LogLevel level, string text) => base.Write(level, prefix + text);
    }

    private sealed class ConsoleLogger(IUpOutput output) : PartLogger(output, "functions")
    {
        private readonly IUpOutput output = output;

        protected override void Write(LogLevel level, string text)
        {
            if (text.StartsWith(AlertMarker, StringComparison.Ordinal))
            {
                output.Alert(text[AlertMarker.Length..]);
            }
            else
            {
                base.Write(level, text);
            }
        }
    }
}
