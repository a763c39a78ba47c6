using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Time;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Health;

/// <summary>Writes the status of the relay every few seconds, for <c>butler-relay status</c>.</summary>
internal sealed partial class StatusFile(string directory, RelayStatus status, TimeProvider time, ILogger<StatusFile> logger) : ILoop
{
    /// <summary>The interval.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly QuietLog trouble = new(time);

    public LoopProgress Progress { get; } = new("status file", time);

    /// <summary>The path of the file.</summary>
    public static string PathIn(string directory) => Path.Combine(directory, "status.json");

    /// <summary>Writes until the relay stops, and then deletes the file.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                Progress.Report(Every);
                TryDo(Write);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            TryDo(() => File.Delete(PathIn(directory)));
        }
    }

    private void Write()
    {
        var fresh = PathIn(directory) + ".new";
        File.WriteAllBytes(fresh, JsonSerializer.SerializeToUtf8Bytes(status.Snapshot(), RelayJson.Default.Heartbeat));
        File.Move(fresh, PathIn(directory), overwrite: true);
    }

    private void TryDo(Action action)
    {
        try
        {
            action();
            trouble.End();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (trouble.IsDue())
            {
                Log.NotWritten(logger, failure.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The status file cannot be written: {Reason}")]
        public static partial void NotWritten(ILogger logger, string reason);
    }
}
