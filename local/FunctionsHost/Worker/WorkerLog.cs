using System.Collections.Concurrent;
using Butler.Local.FunctionsHost.Worker.Protocol;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>Writes a worker's log lines under <c>Function.</c> and the categories that they have in the app.</summary>
internal sealed partial class WorkerLog(ILoggerFactory loggers)
{
    private const string Prefix = "Function.";
    private readonly ConcurrentDictionary<string, ILogger> known = new();

    public void Write(RpcLog line)
    {
        if (line.Level is RpcLog.Types.Level.None || line.LogCategory is RpcLog.Types.RpcLogCategory.CustomMetric)
        {
            return;
        }

        var logger = known.GetOrAdd(line.Category, category => loggers.CreateLogger(Prefix + category));
        var level = (LogLevel)(int)line.Level;
        if (line.Exception is { Message.Length: > 0 } exception)
        {
            Log.LineWithException(logger, level, line.Message, exception.Message);
        }
        else
        {
            Log.Line(logger, level, line.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Message = "{Line}")]
        public static partial void Line(ILogger logger, LogLevel level, string line);

        [LoggerMessage(Message = "{Line}: {Exception}")]
        public static partial void LineWithException(ILogger logger, LogLevel level, string line, string exception);
    }
}
