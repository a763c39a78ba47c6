using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Butler.Local.Sense.Site;
using Butler.Local.Sense.Times;

namespace Butler.Local.Sense.Qrs;

/// <summary>The JSON of execution results in QRS.</summary>
internal sealed class ExecutionJson
{
    // Each request filters all results, of which there may be thousands.
    private readonly ConditionalWeakTable<Execution, JsonObject> known = [];

    /// <summary>The entity <c>executionresult</c>; not to be changed.</summary>
    public JsonObject Full(Execution execution) => known.GetValue(execution, static result =>
    {
        var json = CommonJson.Entity(result.ResultId, "ExecutionResult", @"INTERNAL\sa_scheduler");
        json["createdDate"] = QrsTime.Text(result.Start);
        json["modifiedDate"] = QrsTime.Text(result.Stop ?? result.Start);
        json["taskID"] = result.TaskId;
        json["executionID"] = result.Id;
        json["appID"] = result.AppId ?? Guid.Empty;
        json["executingNodeID"] = Guid.Parse("a2c9d6de-0c0f-4b41-9f06-2f62a1f2d1f4");
        Fill(json, result);
        return json;
    });

    /// <summary>The last result in a task.</summary>
    /// <param name="execution">Null for a task that never ran.</param>
    /// <param name="withExecutionId">Whether it has the execution's id, which some releases lack.</param>
    public static JsonObject Condensed(Execution? execution, bool withExecutionId)
    {
        var json = new JsonObject { ["id"] = execution?.ResultId ?? Guid.Empty };
        if (withExecutionId)
        {
            json["executionID"] = execution?.Id ?? Guid.Empty;
        }

        if (execution is null)
        {
            json["executingNodeName"] = "";
            json["status"] = (int)ExecutionStatus.NeverStarted;
            json["startTime"] = QrsTime.Never;
            json["stopTime"] = QrsTime.Never;
            json["duration"] = 0;
            json["fileReferenceID"] = Guid.Empty;
            json["scriptLogAvailable"] = false;
            json["details"] = new JsonArray();
            json["scriptLogLocation"] = "";
            json["scriptLogSize"] = -1;
        }
        else
        {
            Fill(json, execution);
        }

        json["privileges"] = null;
        return json;
    }

    private static void Fill(JsonObject json, Execution execution)
    {
        json["executingNodeName"] = execution.Node;
        json["status"] = (int)execution.Status;
        json["startTime"] = QrsTime.Text(execution.Start);
        json["stopTime"] = QrsTime.Text(execution.Stop);
        json["duration"] = execution.Stop is { } stop ? (long)(stop - execution.Start).TotalMilliseconds : 0;
        json["fileReferenceID"] = execution.FileReference;
        json["scriptLogAvailable"] = execution.ScriptLog is not null;
        json["details"] = CommonJson.Array(execution.Details, detail => new JsonObject
        {
            ["id"] = detail.Id,
            ["detailsType"] = 2,
            ["message"] = detail.Message,
            ["detailCreatedDate"] = QrsTime.Text(detail.Time),
            ["privileges"] = null,
        });
        json["scriptLogLocation"] = execution.ScriptLog is null ? "" : $"{execution.AppId}.{execution.Start:yyyyMMddTHHmmss}.log";
        json["scriptLogSize"] = execution.ScriptLog?.Length ?? -1;
    }
}
