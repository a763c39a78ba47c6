using System.Text.Json;
using Butler.Core.Time;
using Butler.RelayAgent.Counting;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>
/// Stops calls to a service that does not answer: after a few failures every call fails at once for some seconds, and then one call probes.
/// An outage of QRS therefore delays only the first few events.
/// </summary>
internal sealed partial class QrsCircuit(IQrs qrs, IQrsFiles files, TimeProvider time, ILogger<QrsCircuit> logger)
    : IQrs, IQrsFiles, IWarningSource
{
    private const int FailuresToOpen = 3;
    private static readonly Backoff Pauses = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));

    /// <summary>A canceled call that lasted this long counts as a failure.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private readonly QuietLog trouble = new(time);
    private int failures;
    private int openings;
    private long openedAt;
    private bool probing;

    /// <summary>A warning for the operator; null when QRS answers.</summary>
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

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => CallAsync(
        async () =>
        {
            await qrs.DeleteAsync(path, cancellationToken);
            return true;
        },
        cancellationToken);

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

    /// <summary>
    /// Whether a status is not an answer of QRS: no answer, or one of a gateway. An error 500 of one resource is an answer.
    /// </summary>
    private static bool SaysNothing(int status) => status is 0 or 408 or 429 or 502 or 503 or 504;

    /// <returns>Whether this call is the probe.</returns>
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
                throw new QrsException(0, "QRS has not answered recently; the next attempt follows within seconds.")
                {
                    IsCircuitOpen = true,
                };
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
            Warning = $"QRS does not answer, events are sent without its information: {problem}";
            if (trouble.IsDue())
            {
                Log.NotAnswering(logger, problem);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "QRS does not answer, events are sent without its information: {Problem}")]
        public static partial void NotAnswering(ILogger logger, string problem);

        [LoggerMessage(2, LogLevel.Information, "QRS answers again, after {Lasted}")]
        public static partial void AnswersAgain(ILogger logger, TimeSpan lasted);
    }
}
