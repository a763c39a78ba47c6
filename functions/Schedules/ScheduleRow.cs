using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Core.Text;

namespace Butler.Functions.Schedules;

/// <summary>
/// The row of a schedule in the table <c>Schedules</c>: partition <c>schedule</c>, row id, or partition <c>configured</c>, row name, for
/// those in <c>butler.yaml</c>. The partition <c>cloud</c> has <see cref="CloudStart"/>. Each writer merges its own columns under the row's
/// ETag.
/// </summary>
/// <param name="Id">The schedule's id.</param>
/// <param name="ETag">The version of the row.</param>
internal sealed record ScheduleRow(string Id, string ETag)
{
    public const string CreatedPartition = "schedule";
    public const string ConfiguredPartition = "configured";

    /// <summary>The definition; null for a schedule in <c>butler.yaml</c>.</summary>
    public ScheduleDefinition? Definition { get; init; }

    /// <summary>The state that was set over HTTP; null if none was.</summary>
    public bool? IsStarted { get; init; }

    /// <summary>What <c>butler.yaml</c> said of the due times and of <c>enabled</c>, hashed; null for others.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>What <c>enabled</c> was in <c>butler.yaml</c>; null for others.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Only later due times are started, UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The first due time without a wake-up, UTC.</summary>
    public DateTimeOffset Next { get; init; }

    public ScheduleRun? Last { get; init; }

    public MissedRun? Missed { get; init; }

    /// <summary>
    /// The last due time whose <c>sense.task.missed</c> was raised and no <c>sense.task.started</c> yet, UTC; null: none.
    /// </summary>
    public DateTimeOffset? Awaited { get; init; }

    /// <summary>The id of what the last successful run started in Qlik Cloud; null: none.</summary>
    public string? Started { get; init; }

    /// <summary>The keys of the row of a schedule. Names in <c>butler.yaml</c> are not GUIDs.</summary>
    public static TableRow Keys(string id) =>
        new(Guid.TryParse(id, out _) ? CreatedPartition : ConfiguredPartition, TableKey.Escape(id));

    public static ScheduleRow Read(TableRow row) => new(TableKey.Unescape(row.RowKey), row.ETag!)
    {
        Definition = row.Payload("Definition") is { } json
            ? JsonSerializer.Deserialize(json, SchedulesJson.Default.ScheduleDefinition)
            : null,
        IsStarted = row.Text("State") is { Length: > 0 } state ? ScheduleState.IsStarted(state) : null,
        Fingerprint = row.Text("Fingerprint"),
        Enabled = row.Flag("Enabled"),
        Since = row.Date("Since") ?? DateTimeOffset.MaxValue,
        Next = row.Date("Next") ?? DateTimeOffset.MaxValue,
        Last = row.Date("LastDue") is { } due
            ? new ScheduleRun(due, row.Text("LastOutcome") ?? "", row.Date("LastTime") ?? due, OrNull(row.Text("LastDetail")))
            : null,
        Missed = row.Date("MissedDue") is { } missed
            ? new MissedRun(missed, (int)(row.Number("MissedRuns") ?? 1), row.Text("MissedReason") ?? "")
            : null,
        Awaited = row.Date("RaisedDue") is { } raised && !(row.Date("EndedDue") >= raised) ? raised : null,
        Started = OrNull(row.Text("Started")),
    };

    /// <summary>The hash of what decides the due times of a schedule in <c>butler.yaml</c>.</summary>
    public static string FingerprintOf(ScheduleDefinition definition) =>
        EventIdentity.Hash($"{definition.Cron}\n{definition.TimeZone}\n{definition.StartupState}")[..16];

    private static string? OrNull(string? text) => text is { Length: > 0 } ? text : null;
}

/// <summary>The columns of a row of <c>Schedules</c>. A merge keeps what is not written, so an empty text stands for none.</summary>
internal static class ScheduleColumns
{
    private const int MaxTextLength = 2000;

    public static TableRow SetDefinition(this TableRow row, ScheduleDefinition definition) => row.SetPayload(
        "Definition", JsonSerializer.SerializeToUtf8Bytes(definition, SchedulesJson.Default.ScheduleDefinition));

    /// <param name="row">The row.</param>
    /// <param name="isStarted">The state; null: that of <c>butler.yaml</c>.</param>
    public static TableRow SetState(this TableRow row, bool? isStarted) =>
        row.Set("State", isStarted is { } started ? ScheduleState.Text(started) : "");

    public static TableRow SetTimes(this TableRow row, DateTimeOffset since, DateTimeOffset next) => row.Set("Since", since).SetNext(next);

    public static TableRow SetNext(this TableRow row, DateTimeOffset next) => row.Set("Next", next);

    public static TableRow SetConfigured(this TableRow row, ScheduleDefinition definition) => row
        .Set("Fingerprint", ScheduleRow.FingerprintOf(definition))
        .Set("Enabled", ScheduleState.IsStarted(definition.StartupState));

    public static TableRow SetLast(this TableRow row, ScheduleRun run) => row
        .Set("LastDue", run.Due)
        .Set("LastOutcome", run.Outcome)
        .Set("LastTime", run.Time)
        .Set("LastDetail", Cut(run.Detail));

    public static TableRow SetMissed(this TableRow row, MissedRun missed) => row
        .Set("MissedDue", missed.Due)
        .Set("MissedRuns", missed.Runs)
        .Set("MissedReason", Cut(missed.Reason));

    /// <summary>The event of a missed due time was raised; its end is to be told.</summary>
    public static TableRow SetRaised(this TableRow row, DateTimeOffset due) => row.Set("RaisedDue", due);

    /// <param name="row">The row.</param>
    /// <param name="due">The missed due time whose end was told; null: the column stays as it is.</param>
    public static TableRow SetRaisedEnded(this TableRow row, DateTimeOffset? due) => due is { } ended ? row.Set("EndedDue", ended) : row;

    /// <param name="row">The row.</param>
    /// <param name="id">The id of what was started in Qlik Cloud; null: the column stays as it is.</param>
    public static TableRow SetStarted(this TableRow row, string? id) => id is null ? row : row.Set("Started", id);

    private static string Cut(string? text) => TextCut.Beginning(text ?? "", MaxTextLength);
}
