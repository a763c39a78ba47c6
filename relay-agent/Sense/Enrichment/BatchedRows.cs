using System.Text.Json;
using Butler.Core.Time;
using Butler.RelayAgent.Sense.Qrs;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>
/// Looks up single rows by id. A single look-up is sent at once. Look-ups that arrive during a request are combined in the next one, so
/// that a burst costs QRS few requests.
/// </summary>
/// <param name="qrs">The repository.</param>
/// <param name="path">The rows, such as <c>task/full</c>.</param>
/// <param name="field">The field that holds the id.</param>
/// <param name="time">The clock.</param>
internal sealed class BatchedRows(IQrs qrs, string path, string field, TimeProvider time)
{
    /// <summary>The time limit of a request with all its attempts, because other look-ups wait for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MaxInFlight = 3;

    /// <summary>The maximum number of ids in a request: about 60 characters each, far below HTTP.sys's limit of 16 KB.</summary>
    private const int MaxInBatch = 20;

    private readonly ResiliencePipeline askLimit = Resilience.TimeLimit(Patience, time);
    private readonly Lock gate = new();
    private readonly Queue<Wanted> waiting = new();
    private int inFlight;

    /// <summary>The row with that id; null when there is none.</summary>
    /// <exception cref="QrsException">The look-up failed.</exception>
    public async Task<JsonElement?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var wanted = new Wanted(id);
        lock (gate)
        {
            waiting.Enqueue(wanted);
            if (inFlight < MaxInFlight)
            {
                inFlight++;
                _ = PumpAsync();
            }
        }

        return await wanted.Found.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Sends the requests. It never throws: faults are passed to the callers.</summary>
    private async Task PumpAsync()
    {
        await Task.Yield();
        while (true)
        {
            var batch = new List<Wanted>();
            lock (gate)
            {
                while (batch.Count < MaxInBatch && waiting.TryDequeue(out var next))
                {
                    batch.Add(next);
                }

                if (batch.Count == 0)
                {
                    inFlight--;
                    return;
                }
            }

            await AskAsync(batch);
        }
    }

    private async Task AskAsync(List<Wanted> batch)
    {
        try
        {
            var ids = batch.Select(wanted => wanted.Id).Distinct().ToList();
            var filter = string.Join(" or ", ids.Select(id => $"{field} eq {id}"));
            var rows = await askLimit.ExecuteAsync(async token => await qrs.GetAsync(path, filter, token));
            Hand(batch, rows, ids.Count > 1);
        }
        catch (QrsException refused) when (refused.Status == 400 && batch.Count > 1)
        {
            foreach (var wanted in batch)
            {
                await AskAsync([wanted]); // a server that does not accept several ids at once
            }
        }
        catch (Exception failure) when (failure is TimeoutRejectedException or OperationCanceledException)
        {
            Fail(batch, new QrsException(0, $"QRS did not answer {path} within {Patience.TotalSeconds:0} s.", failure));
        }
        catch (Exception failure)
        {
            Fail(batch, failure);
        }
    }

    private static void Fail(List<Wanted> batch, Exception failure) => batch.ForEach(wanted => wanted.Found.TrySetException(failure));

    private void Hand(List<Wanted> batch, JsonElement rows, bool several)
    {
        if (rows.ValueKind != JsonValueKind.Array)
        {
            throw new QrsException(0, $"QRS answered {path} with {rows.ValueKind} instead of a list.");
        }

        var found = new Dictionary<string, JsonElement>();
        foreach (var row in rows.EnumerateArray())
        {
            if (row.Id(field) is { } id)
            {
                found[id] = several ? row.Clone() : row; // a clone, so that one kept row does not keep all others in memory
            }
        }

        foreach (var wanted in batch)
        {
            wanted.Found.TrySetResult(found.TryGetValue(wanted.Id, out var row) ? row : null);
        }
    }

    private sealed record Wanted(string Id)
    {
        public TaskCompletionSource<JsonElement?> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
