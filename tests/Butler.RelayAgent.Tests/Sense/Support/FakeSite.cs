using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Butler.RelayAgent.Tests.Sense.Support;

/// <summary>What a scripted repository holds, in QRS's own forms.</summary>
internal sealed class FakeSite
{
    public const string NoFile = "00000000-0000-0000-0000-000000000000";
    public const string Never = "1753-01-01T00:00:00.000Z";

    public ConcurrentDictionary<string, JsonObject> Tasks { get; } = new();

    public ConcurrentDictionary<string, JsonObject> Apps { get; } = new();

    public ConcurrentDictionary<string, JsonObject> Users { get; } = new();

    /// <summary>By execution id.</summary>
    public ConcurrentDictionary<string, JsonObject> Executions { get; } = new();

    /// <summary>The executions that go on, by id.</summary>
    public ConcurrentDictionary<string, JsonObject> Sessions { get; } = new();

    /// <summary>By file reference: writes the log.</summary>
    public ConcurrentDictionary<string, Func<Stream, CancellationToken, Task>> Logs { get; } = new();

    public static string Id(int group, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{group:x8}-44f2-4b3d-a7a6-{number:D12}");

    public static string TaskId(int number) => Id(0xA, number);

    public static string AppId(int number) => Id(0xB, number);

    public static string OwnerId(int number) => Id(0xC, number);

    public static string ExecutionId(int number) => Id(0xE, number);

    public static string ResultId(int number) => Id(0xF, number);

    public static string FileId(int number) => Id(0xD, number);

    /// <summary>A reload task with app and owner, whose run of the same number failed.</summary>
    public void AddFailedReload(int number, DateTimeOffset stopped, string log = "", int? app = null, int owner = 1)
    {
        AddTask(number, taskType: 0, app ?? number);
        AddApp(app ?? number, owner);
        AddUser(owner);
        AddExecution(number, number, status: 8, stopped);
        AddLog(number, Encoding.UTF8.GetBytes(log));
    }

    public JsonObject AddTask(int number, int taskType, int? app)
    {
        var task = Parse($$"""
            {
              "id": "{{TaskId(number)}}", "name": "Reload {{number}}", "taskType": {{taskType}}, "enabled": true, "maxRetries": 2,
              "isManuallyTriggered": false, "isPartialReload": true, "taskSessionTimeout": 1440,
              "modifiedDate": "2031-03-01T10:00:00.000Z", "modifiedByUserName": "INTERNAL\\sa_repository",
              "tags": [ { "id": "1", "name": "production" } ],
              "customProperties": [ { "value": "Finance", "definition": { "name": "Team", "valueType": "Text" } } ],
              "operational": { "nextExecution": "2031-03-15T04:00:00.000Z", "lastExecutionResult": null }
            }
            """);
        if (app is { } id)
        {
            task["app"] = Parse($$"""{ "id": "{{AppId(id)}}", "name": "App {{id}}", "published": true }""");
        }

        return Tasks[TaskId(number)] = task;
    }

    public JsonObject AddApp(int number, int? owner)
    {
        var app = Parse($$"""
            {
              "id": "{{AppId(number)}}", "name": "App {{number}}", "description": "Margins", "fileSize": 4711, "published": true,
              "lastReloadTime": "2031-03-13T04:00:00.000Z", "modifiedDate": "2031-03-12T04:00:00.000Z", "modifiedByUserName": "FABRIKAM\\anna",
              "publishTime": "2031-01-01T00:00:00.000Z", "stream": { "id": "s", "name": "Everyone" },
              "tags": [ { "name": "kpi" } ],
              "customProperties": [ { "value": "EMEA", "definition": { "name": "Region" } } ]
            }
            """);
        if (owner is { } id)
        {
            app["owner"] = Parse(
                $$"""{ "id": "{{OwnerId(id)}}", "userId": "anna{{id}}", "userDirectory": "FABRIKAM", "name": "Anna {{id}}" }""");
        }

        return Apps[AppId(number)] = app;
    }

    public JsonObject AddUser(int number, params string[] addresses) => Users[OwnerId(number)] = new JsonObject
    {
        ["id"] = OwnerId(number),
        ["attributes"] = new JsonArray(
        [
            new JsonObject { ["attributeType"] = "Group", ["attributeValue"] = "finance" },
            .. (addresses is [] ? [$"anna{number}@fabrikam.example"] : addresses)
                .Select(address => new JsonObject { ["attributeType"] = "Email", ["attributeValue"] = address }),
        ]),
    };

    public JsonObject AddExecution(int number, int task, int status, DateTimeOffset stopped, string? file = null)
    {
        var stop = stopped.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var start = (stopped - TimeSpan.FromSeconds(90)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return Executions[ExecutionId(number)] = Parse($$"""
            {
              "id": "{{ResultId(number)}}", "executionID": "{{ExecutionId(number)}}", "taskID": "{{TaskId(task)}}", "executingNodeName": "node{{number}}",
              "status": {{status}}, "startTime": "{{start}}", "stopTime": "{{stop}}", "duration": 90000,
              "fileReferenceID": "{{file ?? FileId(number)}}", "scriptLogSize": 1000,
              "details": [
                { "detailsType": 2, "message": "Changing task state from Started to FinishedFail", "detailCreatedDate": "{{stop}}" },
                { "detailsType": 2, "message": "Changing task state from Triggered to Started", "detailCreatedDate": "{{start}}" } ]
            }
            """);
    }

    /// <summary>A run that goes on; QRS shows it without its task's other properties.</summary>
    public JsonObject AddSession(int number, int task, DateTimeOffset? started, int status = 2, string kind = "reloadTask")
    {
        var session = Parse($$"""
            {
              "id": "{{ExecutionId(number)}}", "reloadTask": null, "externalProgramTask": null, "userSyncTask": null, "abortReason": null,
              "executionResult": {
                "id": "{{ResultId(number)}}", "executingNodeName": "node{{number}}", "status": {{status}},
                "startTime": "{{Text(started)}}", "stopTime": "{{Never}}", "duration": 0, "details": [] }
            }
            """);
        session[kind] = Parse($$"""{ "id": "{{TaskId(task)}}", "name": "Reload {{task}}", "privileges": null }""");
        return Sessions[ExecutionId(number)] = session;
    }

    /// <summary>A run that took some time.</summary>
    public void AddRun(int number, int task, DateTimeOffset stopped, TimeSpan took, int status = 7) =>
        AddExecution(number, task, status, stopped)["startTime"] = Text(stopped - took);

    /// <summary>When the task is due next; null: never.</summary>
    public void SetNext(int task, DateTimeOffset? next) => Tasks[TaskId(task)]["operational"]!["nextExecution"] = Text(next);

    private static string Text(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? Never;

    /// <summary>Makes a run the last one that the task remembers; as QRS does, without the execution's id.</summary>
    public void SetLast(int task, int execution)
    {
        var last = (JsonObject)Executions[ExecutionId(execution)].DeepClone();
        last.Remove("executionID");
        last.Remove("taskID");
        Tasks[TaskId(task)]["operational"]!["lastExecutionResult"] = last;
    }

    public void AddLog(int number, byte[] log) => Logs[FileId(number)] = async (body, ct) => await body.WriteAsync(log, ct);

    /// <summary>The file of a result's log, for the newer way.</summary>
    public string? LogOfResult(string resultId) =>
        Executions.Values.FirstOrDefault(row => (string?)row["id"] == resultId) is { } row
            && Logs.ContainsKey((string)row["fileReferenceID"]!)
            ? (string)row["fileReferenceID"]!
            : null;

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
