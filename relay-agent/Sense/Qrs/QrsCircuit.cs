using System.Text.Json;
using Butler.Core.Time;
using Butler.RelayAgent.Counting;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>
/// Stops asking a service that does not answer: after a few failures every call fails at once for some seconds, then one call
/// probes. So an outage of QRS costs the first few events their time, not every event.
/// </summary>
internal sealed partial class QrsCircuit(IQrs qrs, IQrsFiles files, TimeProvider time, ILogger<QrsCircuit> logger)
    : IQrs, IQrsFiles, IWarningSource
{
    private const int FailuresToOpen = 3;
    private static readonly Backoff Pauses = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));

    /// <summary>A call that its caller gave up after this long tells as much as one that failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private readonly QuietLog trouble = new(time);
    private int failures;
    private int openings;
    private long openedAt;
    private bool probing;

    /// <summary>What an operator should know of it; null when QRS answers.</summary>
    public string? Warning { get; private set; }

    IEnumerable<string> IWarningSource.Warnings => Warning is { } warning ? [warning] : [];

    public Task<JsonElement> GetAsync(string path, string? filter, CancellationToken cancellationToken) =>
        CallAsync(() => qrs.GetAsync(path, filter, cancellationToken), cancellationToken);

    public Task ReadRowsAsync(string path, string? filter, Action<JsonElement> row, CancellationToken cancellationToken) => CallAsync(
        async () =>
        {
            await qrs.ReadRowsAsync(path, filter, row, cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<JsonElement?> PostAsync(string path, JsonElement? body, CancellationToken cancellationToken) =>
        CallAsync(() => qrs.PostAsync(path, body, cancellationToken), cancellationToken);

    public Task<byte[]> DownloadAsync(string path, long mostBytes, CancellationToken cancellationToken) =>
        CallAsync(() => qrs.DownloadAsync(path, mostBytes, cancellationToken), cancellationToken);

    public Task ReadAsync(string path, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) => CallAsync(
        async () =>
        {
            await files.ReadAsync(path, read, cancellationToken);
            return true;
        },
        cancellationToken);

    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var isProbe = Enter();
        var started = time.GetTimestamp();
        try
        {
            var answer = await call();
            Answered();
            return answer;
        }
        catch (QrsException failure) when (!SaysNothing(failure.Status))
        {
            Answered();
            throw;
        }
        catch (QrsException failure)
        {
            Failed(failure.Message, isProbe);
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (time.GetElapsedTime(started) >= Patience)
            {
                Failed($"no answer within {time.GetElapsedTime(started).TotalSeconds:0} s", isProbe);
            }

            throw;
        }
        finally
        {
            Leave(isProbe);
        }
    }

    /// <summary>An error 500 of one resource is an answer; what comes from a gateway or from nobody is none.</summary>
    private static bool SaysNothing(int status) => status is 0 or 408 or 429 or 502 or 503 or 504;

    /// <returns>Whether this call is the one that probes.</returns>
    private bool Enter()
    {
        lock (gate)
        {
            if (openings == 0)
            {
                return false;
            }

            if (probing || time.GetElapsedTime(openedAt) < Pauses.Pause(openings))
            {
                throw new QrsException(0, "QRS has not answered lately; it is asked again within seconds.") { IsCircuitOpen = true };
            }

            return probing = true;
        }
    }

    private void Leave(bool isProbe)
    {
        if (isProbe)
        {
            lock (gate)
            {
                probing = false;
            }
        }
    }

    private void Answered()
    {
        lock (gate)
        {
            (failures, openings, Warning) = (0, 0, null);
            if (trouble.End() is { } lasted)
            {
                Log.AnswersAgain(logger, lasted);
            }
        }
    }

    private void Failed(string problem, bool isProbe)
    {
        lock (gate)
        {
            failures++;
            if (!isProbe && (failures < FailuresToOpen || openings > 0))
            {
                return;
            }

            openings++;
            openedAt = time.GetTimestamp();
            Warning = $"QRS does not answer, events go out without what it knows: {problem}";
            if (trouble.IsDue())
            {
                Log.NotAnswering(logger, problem);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "QRS does not answer, events go out without what it knows: {Problem}")]
        public static partial void NotAnswering(ILogger logger, string problem);

        [LoggerMessage(2, LogLevel.Information, "QRS answers again, after {Lasted}")]
        public static partial void AnswersAgain(ILogger logger, TimeSpan lasted);
    }
}
