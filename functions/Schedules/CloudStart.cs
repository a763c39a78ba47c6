using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Text;
using Butler.Functions.Configuration;

namespace Butler.Functions.Schedules;

/// <summary>
/// A due time that starts something in Qlik Cloud: a row in the table <c>Schedules</c>, partition <c>cloud</c>, row the text of
/// <see cref="ScheduleRunId"/>. It is written before the request is sent, so a second run knows that there may have been one.
/// </summary>
/// <param name="Target">What is started, as the schedule had it at the first attempt.</param>
/// <param name="State">One of <see cref="CloudStartStates"/>.</param>
/// <param name="Time">When the last attempt began, UTC.</param>
internal sealed record CloudStart(CloudTarget Target, string State, DateTimeOffset Time)
{
    public const string Partition = "cloud";
    private const int MaxTextLength = 2000;

    /// <summary>When the due time is given up, UTC.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>How many requests were sent that may have arrived.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the first of them was sent, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The id of what an earlier due time has started, which is not ours; null: none.</summary>
    public string? Except { get; init; }

    /// <summary>The id of the reload or run; null before the start, and when Qlik Cloud did not tell it.</summary>
    public string? StartedId { get; init; }

    /// <summary>Why it was not started, or why that is unknown.</summary>
    public string? Reason { get; init; }

    /// <summary>The version of the row; null before it is written.</summary>
    public string? ETag { get; init; }

    public bool IsEnded => State is CloudStartStates.Started or CloudStartStates.Failed or CloudStartStates.Unknown;

    public static CloudStart Read(TableRow row) => new(
        JsonSerializer.Deserialize(row.Payload("Target"), SchedulesJson.Default.CloudTarget)!,
        row.Text("State") ?? "", row.Date("Time") ?? DateTimeOffset.MinValue)
    {
        End = row.Date("End") ?? DateTimeOffset.MaxValue,
        Attempts = (int)(row.Number("Attempts") ?? 1),
        Since = row.Date("Since") ?? DateTimeOffset.MinValue,
        Except = row.Text("Except"),
        StartedId = row.Text("StartedId"),
        Reason = row.Text("Reason"),
        ETag = row.ETag,
    };

    /// <summary>The row of a due time, with a mark of its writer: of two writers with the same content, one is first.</summary>
    public TableRow ToRow(ScheduleRunId run) => new TableRow(Partition, TableKey.Escape(run.ToString()))
        .SetPayload("Target", JsonSerializer.SerializeToUtf8Bytes(Target, SchedulesJson.Default.CloudTarget))
        .Set("State", State)
        .Set("Time", Time)
        .Set("End", End)
        .Set("Attempts", Attempts)
        .Set("Since", Since)
        .Set("Except", Except)
        .Set("StartedId", StartedId)
        .Set("Reason", Reason is null ? null : TextCut.Beginning(Reason, MaxTextLength))
        .Set("Writer", Guid.NewGuid().ToString());
}

/// <summary>The states of <see cref="CloudStart"/>.</summary>
internal static class CloudStartStates
{
    /// <summary>The request is being sent, or was being sent when the process stopped.</summary>
    public const string Starting = "starting";

    /// <summary>The request was sent, and the tenant did not say how it ended.</summary>
    public const string Unconfirmed = "unconfirmed";

    /// <summary>Nothing was started; it is tried again.</summary>
    public const string Waiting = "waiting";

    public const string Started = "started";

    public const string Failed = "failed";

    /// <summary>It stays unknown whether it was started.</summary>
    public const string Unknown = "unknown";
}
