using System.Globalization;
using Butler.Core.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Butler.RelayAgent.Logging;

/// <summary>The relay's log: the console, and a file each day if the configuration has a directory.</summary>
internal static class RelayLogging
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>Adds the log, which replaces the host's own. Disposing the host writes the remaining lines.</summary>
    public static IServiceCollection AddRelayLogging(this IServiceCollection services, LogOptions options) => services
        .AddSingleton<ILoggerFactory>(provider => Create(options, provider.GetRequiredService<Redaction>()));

    /// <summary>Starts the log.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="redaction">Masks secrets in the log.</param>
    private static SerilogLoggerFactory Create(LogOptions options, Redaction redaction)
    {
        var formatter = new Masked(redaction);
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(LevelOf(options.Level))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Console(formatter, standardErrorFromLevel: LogEventLevel.Verbose);
        if (options.Directory is { } directory)
        {
            configuration.WriteTo.File(
                formatter,
                Path.Combine(directory, "butler-relay-.log"),
                rollingInterval: RollingInterval.Day,
                retainedFileCountLimit: null,
                retainedFileTimeLimit: options.Keep);
        }

        return new SerilogLoggerFactory(configuration.CreateLogger(), dispose: true);
    }

    private static LogEventLevel LevelOf(string level) => level switch
    {
        "trace" => LogEventLevel.Verbose,
        "debug" => LogEventLevel.Debug,
        "warning" => LogEventLevel.Warning,
        "error" => LogEventLevel.Error,
        _ => LogEventLevel.Information,
    };

    /// <summary>Masks secrets in log lines: texts of other programs reach the log in messages and exceptions.</summary>
    private sealed class Masked(Redaction redaction) : ITextFormatter
    {
        private readonly MessageTemplateTextFormatter formatter = new(Template, CultureInfo.InvariantCulture);

        public void Format(LogEvent logEvent, TextWriter output)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            formatter.Format(logEvent, text);
            output.Write(redaction.Clean(text.ToString()));
        }
    }
}
