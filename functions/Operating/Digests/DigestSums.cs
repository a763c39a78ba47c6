using Butler.Core.Azure.Tables;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;

namespace Butler.Functions.Operating.Digests;

/// <summary>Summarizes the rows of events of a day and of the week before it.</summary>
internal sealed class DigestSums(string site, DateTimeOffset from, DateTimeOffset to)
{
    private const int MaxListed = 20;
    private readonly Dictionary<string, long> types = [];
    private readonly Dictionary<string, Failing> failing = [];
    private readonly HashSet<string> failedBefore = [];
    private readonly Dictionary<string, long> dead = [];

    private readonly DigestTasks tasks = new();

    private long total;
    private long heldBack;
    private long late;
    private long timed;
    private long duration;

    public static IReadOnlyList<string> Columns { get; } =
        ["Type", "EventTime", "Task", "TaskId", "App", "DurationMs", "RunningMs", "UsualMs", "Error", "HeldBack", "Late"];

    /// <summary>The checks of licenses among the rows.</summary>
    public DigestChecks Checks { get; } = new(to);

    /// <summary>Adds a row of <c>Events</c>.</summary>
    public void Add(TableRow row)
    {
        if (row.Text("Type") is not { } type || row.Date("EventTime") is not { } when || when >= to)
        {
            return;
        }

        Checks.Add(row, type, when);
        var isFailure = type.Split('.') is [.., "failed" or "aborted" or "timedout"];
        var task = row.Text("TaskId") ?? row.Text("Task") ?? type;
        if (when < from)
        {
            if (isFailure)
            {
                failedBefore.Add(task);
            }

            return;
        }

        if (EventKinds.IsMetric(type))
        {
            return;
        }

        total++;
        types[type] = types.GetValueOrDefault(type) + 1;
        heldBack += row.Text("HeldBack") is null ? 0 : 1;
        late += row.Text("Late") is null ? 0 : 1;
        Time(row);
        tasks.Add(row, type, task, when);
        if (isFailure)
        {
            var known = failing.GetValueOrDefault(task);
            failing[task] = known is null ? new Failing(row, when, 1, row.Number("DurationMs")) : known.With(row, when);
        }
    }

    /// <summary>Adds a row of the index of the dead.</summary>
    public void AddDead(TableRow row)
    {
        if (row.Date("DeadTime") is { } died && died >= from && died < to && (row.Text("Site") ?? site) == site)
        {
            var channel = row.Text("Channel") ?? "?";
            dead[channel] = dead.GetValueOrDefault(channel) + 1;
        }
    }

    public DigestData Sum()
    {
        var failed = failing.Select(f => (Id: f.Key, Task: f.Value.ToTask())).ToList();
        var fresh = failed.Where(f => !failedBefore.Contains(f.Id)).Select(f => f.Task).ToList();
        return new DigestData
        {
            Site = site,
            From = from,
            To = to,
            Total = total,
            ByType = Counts(types),
            Failures = failing.Values.Sum(f => f.Count),
            FailedTasks = failed.Count,
            Failed = [.. failed.Select(f => f.Task).OrderByDescending(t => t.Count).ThenByDescending(t => t.LastTime).Take(MaxListed)],
            NewTasks = fresh.Count,
            New = [.. fresh.OrderByDescending(t => t.LastTime).Take(MaxListed)],
            TimedRuns = timed,
            DurationMs = duration,
            AverageMs = timed == 0 ? null : duration / timed,
            Slowest = tasks.Slowest(MaxListed),
            DeadDeliveries = dead.Values.Sum(),
            DeadByChannel = Counts(dead),
            HeldBack = heldBack,
            Late = late,
        };
    }

    private void Time(TableRow row)
    {
        if (row.Number("DurationMs") is { } ms)
        {
            timed++;
            duration += ms;
        }
    }

    private static IReadOnlyList<DigestCount> Counts(Dictionary<string, long> counts) =>
        [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MaxListed)
            .Select(c => new DigestCount(c.Key, c.Value))];

    private static string Name(TableRow row, string type) => row.Text("Task") ?? row.Text("TaskId") ?? type;

    /// <summary>A task's failures: the last one, and their number.</summary>
    private sealed record Failing(TableRow Last, DateTimeOffset When, int Count, long? DurationMs)
    {
        public Failing With(TableRow row, DateTimeOffset when)
        {
            var ms = row.Number("DurationMs") is { } more ? (DurationMs ?? 0) + more : DurationMs;
            return when > When ? new Failing(row, when, Count + 1, ms) : this with { Count = Count + 1, DurationMs = ms };
        }

        public DigestTask ToTask() => new()
        {
            Task = Name(Last, Last.Text("Type")!),
            TaskId = Last.Text("TaskId"),
            App = Last.Text("App"),
            Count = Count,
            LastError = Last.Text("Error"),
            LastTime = When,
            LastEventId = TableKey.Unescape(Last.RowKey),
            DurationMs = DurationMs,
        };
    }
}
